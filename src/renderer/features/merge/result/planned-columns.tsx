import type { PlannedEpisodeRow, SourceStatus } from '#shared/model/merge.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'

/** The columns of the episodes of a plan. Sources are named as on the merge screen. */
export function plannedColumns(sources: readonly SourceStatus[]): readonly Column<PlannedEpisodeRow>[] {
  return [
    {
      id: 'index',
      title: 'Episode',
      hint: 'Its number in the result',
      width: 4.5,
      align: 'end',
      cell: ({ index }) => index,
    },
    {
      id: 'source',
      title: 'Source',
      width: 6.5,
      grow: 1,
      cell: ({ source, sourceName }) => <span title={sources[source]?.place.path}>{sourceName}</span>,
    },
    {
      id: 'was',
      title: 'Was',
      hint: 'Its number in the source',
      width: 3.5,
      align: 'end',
      cell: ({ sourceEpisode }) => sourceEpisode,
    },
    {
      id: 'tasks',
      title: 'Task',
      hint: 'As it will be worded',
      width: 5.5,
      grow: 3,
      cell: ({ tasks }) => <span title={tasks.join('\n')}>{tasks.join(', ')}</span>,
    },
    {
      id: 'length',
      title: 'Length',
      hint: 'Frames',
      width: 4,
      align: 'end',
      cell: ({ length }) => formatCount(length),
    },
  ]
}
