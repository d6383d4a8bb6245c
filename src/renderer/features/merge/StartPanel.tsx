import { Combine, StepForward } from 'lucide-react'
import type { MergePreview } from '#shared/model/merge.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Kbd } from '#renderer/ui/Kbd.tsx'
import { FINDINGS_ID } from './Findings.tsx'
import { useDraft } from './draft-store.ts'
import { obstaclesOf } from './obstacles.ts'
import { usePreview } from './preview-store.ts'
import { areReviewsKnown, unreadCount, useReviews } from './reviews-store.ts'
import styles from './StartPanel.module.css'
import { useMergeStart } from './use-merge-start.ts'

interface StartPanelProps {
  readonly preview: MergePreview | undefined
  /** Names of sources whose episodes are mistyped. */
  readonly mistyped: readonly string[]
}

/** Starts the merge, or says what stands in the way. */
export function StartPanel({ preview, mistyped }: StartPanelProps) {
  const draft = useDraft((state) => state.draft)
  const reviews = useReviews()
  const isUnchecked = usePreview(
    ({ of, isWorking, error }) => !isWorking && error !== undefined && of !== draft,
  )
  const { isStarting, error, start, resume } = useMergeStart()
  const obstacles = obstaclesOf(draft, preview, {
    mistyped,
    unreviewed: unreadCount(draft.sources, reviews),
    isUnchecked,
  })
  const canStart = preview !== undefined && obstacles.length === 0 && areReviewsKnown(draft.sources, reviews)
  useShortcut(keymap.Merge.start, start, canStart)
  const stopping = preview?.findings.some(({ tier }) => tier !== 'advisory') === true
  const isResumable = preview?.findings.some(({ otherFix }) => otherFix?.option === '--resume') === true
  const episodes = preview?.plan?.totals.episodes
  return (
    <div className={styles.start}>
      {error !== undefined && <ErrorBox error={error} />}
      {obstacles.length > 0 && (
        <ul className={styles.obstacles} aria-label="Before the merge can start">
          {obstacles.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {stopping && (
        <Button
          onClick={() => {
            document.getElementById(FINDINGS_ID)?.scrollIntoView()
          }}
        >
          Show the findings
        </Button>
      )}
      {isResumable && (
        <Button icon={StepForward} isBusy={isStarting} disabled={!canStart} onClick={resume}>
          Continue the interrupted merge
        </Button>
      )}
      <div className={styles.line}>
        <Button variant="primary" icon={Combine} isBusy={isStarting} disabled={!canStart} onClick={start}>
          {episodes === undefined ? 'Merge' : `Merge ${formatCountOf(episodes, 'episode')}`}
        </Button>
        <Kbd keys="Mod+Enter" />
      </div>
    </div>
  )
}
