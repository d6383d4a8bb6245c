import { Link } from 'wouter'
import type { ReviewedBefore as Reviewed } from '#shared/model/review.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { episodesPath } from '#shared/routes.ts'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import styles from './ReviewedBefore.module.css'

/** Says that a source was reviewed before it changed, and that nobody decided yet what becomes of that review. */
export function ReviewedBefore({ review, name }: { readonly review: Reviewed; readonly name: string }) {
  const { place, excluded, trimmed } = review
  const marks = [
    ...(excluded === 0 ? [] : [`${formatCount(excluded)} excluded`]),
    ...(trimmed === 0 ? [] : [`${formatCount(trimmed)} trimmed`]),
  ]
  return (
    <div className={styles.note}>
      <StatusIcon tone="warning" />
      <p>
        It changed since it was reviewed: {marks.join(', ')} then, which does not count any more.{' '}
        <Link href={episodesPath(place)} aria-label={`Look at its episodes: ${name}`}>
          Look at its episodes
        </Link>
      </p>
    </div>
  )
}
