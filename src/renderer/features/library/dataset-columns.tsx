import type { DatasetFacts, DatasetSummary } from '#shared/model/dataset.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount, formatFps } from '#renderer/format/numbers.ts'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'
import { datasetSeconds, folderAbove, type DatasetColumn } from './dataset-order.ts'
import { Health } from './Health.tsx'

type DatasetTableColumn = Column<DatasetSummary> & { readonly id: DatasetColumn }

const number = (
  id: DatasetColumn,
  title: string,
  width: number,
  text: (facts: DatasetFacts, dataset: DatasetSummary) => string,
): DatasetTableColumn => ({
  id,
  title,
  width,
  align: 'end',
  canSort: true,
  cell: (dataset) => (dataset.facts === undefined ? '–' : text(dataset.facts, dataset)),
})

/** What the library shows of a dataset. */
export const datasetTableColumns: readonly DatasetTableColumn[] = [
  {
    id: 'name',
    title: 'Name',
    width: 8.5,
    grow: 2,
    canSort: true,
    cell: ({ place }) => <span title={place.path}>{place.name}</span>,
  },
  {
    id: 'folder',
    title: 'Folder',
    width: 6,
    grow: 2,
    canSort: true,
    cell: ({ folder }) => <span title={folder}>{folderAbove(folder)}</span>,
  },
  {
    id: 'robot',
    title: 'Robot',
    width: 7.5,
    grow: 1,
    canSort: true,
    cell: ({ facts }) => <span title={facts?.robotType}>{facts?.robotType ?? '–'}</span>,
  },
  number('episodes', 'Episodes', 5, ({ episodes }) => formatCount(episodes)),
  number('frames', 'Frames', 5.5, ({ frames }) => formatCount(frames)),
  number('duration', 'Duration', 5, (_, dataset) => {
    const seconds = datasetSeconds(dataset)
    return seconds === undefined ? '–' : formatDuration(seconds)
  }),
  number('fps', 'fps', 3, ({ fps }) => formatFps(fps)),
  {
    id: 'cameras',
    title: 'Cameras',
    width: 5,
    align: 'end',
    canSort: true,
    cell: ({ facts }) =>
      facts === undefined ? '–' : <span title={facts.cameras.join('\n')}>{facts.cameras.length}</span>,
  },
  number('bytes', 'Size', 5, ({ bytes }) => formatBytes(bytes)),
  { id: 'version', title: 'Version', width: 4, canSort: true, cell: ({ facts }) => facts?.version ?? '–' },
  {
    id: 'health',
    title: 'Health',
    width: 7.5,
    grow: 1,
    canSort: true,
    cell: ({ health }) => <Health health={health} />,
  },
]
