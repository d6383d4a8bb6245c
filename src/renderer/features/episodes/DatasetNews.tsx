import { X } from 'lucide-react'
import { useState, type MouseEvent, type ReactNode } from 'react'
import type { EarlierReview, LeftOutMarks } from '#shared/model/review.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { toast } from '#renderer/ui/toast-store.ts'
import { leftOutText, reviewTally } from './review/earlier-text.ts'
import { leaveEarlierMarks, takeOverMarks, undoDecision, useReview } from './review/review-store.ts'
import { useDatasetChange } from './use-dataset-change.ts'
import styles from './EpisodesScreen.module.css'

/** Says that a dataset is not what it was: what is shown is other than before, or what was reviewed. */
export function DatasetNews({ place }: { readonly place: PlaceId }) {
  const [hasChanged, setChanged] = useState(false)
  useDatasetChange(place, () => {
    setChanged(true)
  })
  const earlier = useReview((state) => (state.place === place ? state.earlier : undefined))
  const decision = useReview((state) => state.decision)
  const [closed, setClosed] = useState<EarlierReview>()
  const isTold = earlier !== undefined && decision !== 'left' && closed !== earlier
  return (
    // Those who cannot see it hear of it.
    <div role="status" className={styles.newsPlace}>
      {isTold && decision === undefined && <Offer earlier={earlier} />}
      {isTold && decision === 'taken' && (
        <Taken
          earlier={earlier}
          onClose={() => {
            setClosed(earlier)
          }}
        />
      )}
      {earlier === undefined && hasChanged && (
        <Line
          text="This dataset changed, and was read again."
          onClose={() => {
            setChanged(false)
          }}
        />
      )}
    </div>
  )
}

/** The review of what the dataset was before, and what can become of it. */
function Offer({ earlier }: { readonly earlier: EarlierReview }) {
  const all = [...earlier.marks, ...earlier.leftOut.map(({ marks }) => marks)]
  const isOver = earlier.marks.length === 0
  const why = isOver ? ' None of these episodes is known to be as long as it was.' : ''
  return (
    <Line text={`This dataset changed since it was reviewed: ${reviewTally(all)}.${why}`}>
      {!isOver && (
        <Button
          onClick={(event) => {
            takeOverMarks(api)
            goOnInList(event)
          }}
        >
          Take over the marks
        </Button>
      )}
      <Button
        variant="quiet"
        onClick={(event) => {
          leaveEarlierMarks(api)
          toast('The review begins anew', {
            label: 'Undo',
            act: () => {
              undoDecision(api)
            },
          })
          goOnInList(event)
        }}
      >
        Start anew
      </Button>
    </Line>
  )
}

/** What was taken over of it, and what was not. */
function Taken({ earlier, onClose }: { readonly earlier: EarlierReview; readonly onClose: () => void }) {
  const isLast = useReview((state) => state.undo.at(-1)?.decision === 'taken')
  const { marks, leftOut } = earlier
  const taken = `The marks of ${formatCountOf(marks.length, 'episode')} were taken over.`
  return (
    <Line text={[taken, ...leftOutSentence(leftOut)].join(' ')} onClose={onClose}>
      {isLast && (
        <Button
          variant="quiet"
          onClick={(event) => {
            undoDecision(api)
            goOnInList(event)
          }}
        >
          Undo
        </Button>
      )}
    </Line>
  )
}

function leftOutSentence(leftOut: readonly LeftOutMarks[]): string[] {
  return leftOut.length === 0 ? [] : [`Left out: ${leftOutText(leftOut)}.`]
}

interface LineProps {
  readonly text: string
  readonly children?: ReactNode
  readonly onClose?: () => void
}

function Line({ text, children, onClose }: LineProps) {
  return (
    <div className={styles.news}>
      <p>{text}</p>
      {children}
      {onClose !== undefined && <IconButton icon={X} label="Dismiss" onClick={onClose} />}
    </div>
  )
}

/** The button goes, and the keyboard goes on where the episodes are. */
function goOnInList({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest('main')?.querySelector<HTMLElement>('[role=grid]')?.focus()
}
