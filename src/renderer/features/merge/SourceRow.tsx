import { useSortable } from '@dnd-kit/sortable'
import { ChevronDown, ChevronRight, GripVertical, X } from 'lucide-react'
import { useState, type KeyboardEvent, type Ref } from 'react'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatCount, formatCountOf } from '#renderer/format/numbers.ts'
import { Badge } from '#renderer/ui/Badge.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { AgainstReview } from './AgainstReview.tsx'
import { excludedCount } from './draft-review.ts'
import { changeDraft, useDraft } from './draft-store.ts'
import { trimmedCount, withoutSources } from './draft.ts'
import { episodeListProblem } from './episode-list.ts'
import { ReviewedBefore } from './ReviewedBefore.tsx'
import { useReviews } from './reviews-store.ts'
import { SourceEpisodes } from './SourceEpisodes.tsx'
import styles from './SourceRow.module.css'
import { SourceState } from './SourceState.tsx'
import type { SourceView } from './sources-view.ts'

interface SourceRowProps {
  readonly view: SourceView
  readonly count: number
  readonly handleRef: Ref<HTMLElement>
  readonly removeRef: Ref<HTMLButtonElement>
  readonly onMove: (to: number) => void
  /** Called before it is removed. */
  readonly onRemove: () => void
}

/** One source: its handle, how it is, what it gives, and its episodes folded away. */
export function SourceRow({ view, count, handleRef, removeRef, onMove, onRemove }: SourceRowProps) {
  const { key, position, name, path, status, duplicateOf } = view
  const review = useReviews(({ known }) => known.get(view.source.place))
  const before = useReviews(({ earlier }) => earlier.get(view.source.place))
  const excluded = excludedCount(view.source, review)
  const trimmed = trimmedCount(view.source)
  const problem = episodeListProblem(
    useDraft(({ typed }) => typed.get(key)),
    status?.episodes,
  )
  const [isOpen, setOpen] = useState(false)
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } =
    useSortable({ id: key })
  const move = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    onMove(position + (event.key === 'ArrowUp' ? -1 : 1))
  }
  return (
    <li
      ref={setNodeRef}
      className={styles.row}
      data-dragging={isDragging}
      style={{
        transform: transform === null ? undefined : `translateY(${Math.round(transform.y)}px)`,
        transition,
      }}
      onKeyDown={move}
    >
      <div className={styles.line}>
        <button
          type="button"
          className={styles.handle}
          ref={(element) => {
            setActivatorNodeRef(element)
            if (typeof handleRef === 'function') handleRef(element)
          }}
          {...attributes}
          {...listeners}
          aria-label={`Move ${name}, ${position + 1} of ${count}`}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        >
          <GripVertical aria-hidden />
        </button>
        <span className={styles.number}>{position + 1}</span>
        <SourceState view={view} />
        <div className={styles.title}>
          <span className={styles.name}>{name}</span>
          {path !== undefined && (
            <span className={styles.path}>
              <Path path={path} max={56} />
            </span>
          )}
        </div>
        {duplicateOf !== undefined && (
          <Badge tone="warning" title={`The same episodes as source ${duplicateOf + 1}`}>
            Duplicate
          </Badge>
        )}
        {excluded > 0 && (
          <Badge title="Left out because its review excludes them. Choose the episodes to take them all the same.">
            {formatCount(excluded)} excluded in review
          </Badge>
        )}
        {trimmed > 0 && (
          <Badge title="Their ends are left out, as marked in the review. Open the episodes to take them whole.">
            {formatCount(trimmed)} trimmed
          </Badge>
        )}
        {problem !== undefined && !isOpen && (
          <Badge tone="danger" title={problem}>
            Episodes mistyped
          </Badge>
        )}
        {status?.frames !== undefined && (
          <span className={styles.amount}>
            {formatCountOf(status.frames, 'frame')}
            {status.bytes !== undefined && <span className={styles.bytes}>{formatBytes(status.bytes)}</span>}
          </span>
        )}
        <div className={styles.episodes}>
          <Button
            variant="quiet"
            icon={isOpen ? ChevronDown : ChevronRight}
            aria-expanded={isOpen}
            aria-label={`Episodes of ${name}: ${episodesText(view)}`}
            onClick={() => {
              setOpen(!isOpen)
            }}
          >
            {episodesText(view)}
          </Button>
          <IconButton
            ref={removeRef}
            icon={X}
            label={`Remove ${name}`}
            onClick={() => {
              onRemove()
              changeDraft((draft) => withoutSources(draft, [position]))
            }}
          />
        </div>
      </div>
      <AgainstReview view={view} review={review} />
      {before !== undefined && <ReviewedBefore review={before} name={name} />}
      {isOpen && <SourceEpisodes view={view} />}
    </li>
  )
}

function episodesText({ source, status }: SourceView): string {
  const total = status?.episodes
  if (source.episodes === undefined)
    return total === undefined ? 'All episodes' : formatCountOf(total, 'episode')
  const kept = formatCount(source.episodes.length)
  return total === undefined ? `${kept} episodes` : `${kept} of ${formatCountOf(total, 'episode')}`
}
