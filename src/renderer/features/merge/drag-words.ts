import type { DndContextProps } from '@dnd-kit/core'
import type { SourceView } from './sources-view.ts'

/** What a screen reader says while a source is dragged with the keys. */
export function dragWords(sources: readonly SourceView[]): NonNullable<DndContextProps['accessibility']> {
  const find = (key: string | number | undefined) => sources.find((source) => source.key === key)
  const nameOf = (key: string | number) => find(key)?.name ?? 'the source'
  const placeOf = (key: string | number | undefined) =>
    `place ${(find(key)?.position ?? 0) + 1} of ${sources.length}`
  return {
    screenReaderInstructions: {
      draggable: 'Press Space to pick up, the arrow keys to move, Space to drop, Escape to put back.',
    },
    announcements: {
      onDragStart: ({ active }) => `Picked up ${nameOf(active.id)} at ${placeOf(active.id)}.`,
      onDragOver: ({ active, over }) => `${nameOf(active.id)} is over ${placeOf(over?.id)}.`,
      onDragEnd: ({ active, over }) => `${nameOf(active.id)} was dropped at ${placeOf(over?.id)}.`,
      onDragCancel: ({ active }) => `${nameOf(active.id)} was put back.`,
    },
  }
}
