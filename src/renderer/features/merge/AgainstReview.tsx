import { episodesText } from '#shared/episode-ranges.ts'
import type { ReviewedSource } from '#shared/model/review.ts'
import { sentence } from '#renderer/errors/describe.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './AgainstReview.module.css'
import { againstReview, withReviewTaken, type AgainstReview as Against } from './draft-review.ts'
import { changeDraft } from './draft-store.ts'
import type { SourceView } from './sources-view.ts'

interface AgainstReviewProps {
  readonly view: SourceView
  readonly review: ReviewedSource | undefined
}

/** Says what is taken of a source against its review, since somebody chose its episodes; lets the review have its way. */
export function AgainstReview({ view: { position, name, source }, review }: AgainstReviewProps) {
  const against = againstReview(source, review)
  if (review === undefined || against === undefined) return null
  const label = labelOf(against)
  return (
    <div className={styles.note}>
      <p>{textOf(against)}</p>
      <Button
        aria-label={`${label}: ${name}`}
        onClick={() => {
          changeDraft((draft) => withReviewTaken(draft, position, review))
        }}
      >
        {label}
      </Button>
    </div>
  )
}

function textOf({ excluded, trims }: Against): string {
  const trimmed = trims.map(({ episode }) => episode)
  const are = (episodes: readonly number[]): string =>
    `${episodesText(episodes)} ${episodes.length === 1 ? 'is' : 'are'}`
  return [
    ...(excluded.length === 0 ? [] : [`${are(excluded)} excluded in the review, but taken here`]),
    ...(trimmed.length === 0 ? [] : [`${are(trimmed)} trimmed in the review, but not so here`]),
  ]
    .map(sentence)
    .join(' ')
}

function labelOf({ excluded, trims }: Against): string {
  const them = (count: number): string => (count === 1 ? 'it' : 'them')
  if (trims.length === 0) return `Leave ${them(excluded.length)} out`
  return excluded.length === 0 ? `Trim ${them(trims.length)}` : 'Do as reviewed'
}
