import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { useMemo } from 'react'
import { LiveText } from '#renderer/ui/LiveText.tsx'
import type { RemovalFocus } from '#renderer/ui/use-removal-focus.ts'
import { changeDraft } from './draft-store.ts'
import { withMovedSource } from './draft.ts'
import { dragWords } from './drag-words.ts'
import { SourceRow } from './SourceRow.tsx'
import styles from './SourceList.module.css'
import type { SourceView } from './sources-view.ts'
import { useSourceOrder } from './use-source-order.ts'

interface SourceListProps {
  readonly sources: readonly SourceView[]
  /** What is shown belongs to an earlier state of the draft. */
  readonly isStale: boolean
  /** Where the focus goes when a source is removed. */
  readonly removal: RemovalFocus
}

// Options that are others each time would show every row again.
const POINTER = { activationConstraint: { distance: 4 } }
const KEYBOARD = { coordinateGetter: sortableKeyboardCoordinates }

/** The sources in the order of the merge: dragged by the handle, or moved with Alt and the arrow keys. */
export function SourceList({ sources, isStale, removal }: SourceListProps) {
  const { leaves, ref: removeRef } = removal
  const { announcement, move, handleRef } = useSourceOrder(sources.length)
  const sensors = useSensors(useSensor(PointerSensor, POINTER), useSensor(KeyboardSensor, KEYBOARD))
  // Hundreds of rows are not shown again for each letter of the result's name.
  const rows = useMemo(
    () => (
      <SortableContext items={sources.map(({ key }) => key)} strategy={verticalListSortingStrategy}>
        {sources.map((source) => (
          <SourceRow
            key={source.key}
            view={source}
            count={sources.length}
            handleRef={handleRef(source.key)}
            removeRef={removeRef(source.key)}
            onRemove={() => {
              leaves(source.position)
            }}
            onMove={(to) => {
              move(source, to)
            }}
          />
        ))}
      </SortableContext>
    ),
    [sources, move, handleRef, leaves, removeRef],
  )
  const positionOf = (key: unknown): number => sources.findIndex((source) => source.key === key)
  return (
    <>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        accessibility={dragWords(sources)}
        onDragEnd={({ active, over }) => {
          if (over === null || active.id === over.id) return
          changeDraft((draft) => withMovedSource(draft, positionOf(active.id), positionOf(over.id)))
        }}
      >
        <ol className={styles.list} aria-label="Sources" aria-busy={isStale}>
          {rows}
        </ol>
      </DndContext>
      <LiveText>{announcement}</LiveText>
    </>
  )
}
