import { Link } from 'wouter'
import { formatBytes } from '#shared/format-bytes.ts'
import { When } from '#renderer/ui/When.tsx'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { historyEntryPath } from '#shared/routes.ts'
import { Path } from '#renderer/ui/Path.tsx'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'
import type { MergeSummary } from '#shared/model/history.ts'
import styles from './history-columns.module.css'
import { MergeStatusBadge } from './MergeStatusBadge.tsx'

const or = (value: number | undefined, format: (value: number) => string) =>
  value === undefined ? '–' : format(value)

const folderOf = (path: string) => path.replace(/(?<=.)[/\\][^/\\]*$/, '')

/** The columns of the history. */
export const historyColumns: readonly Column<MergeSummary>[] = [
  {
    id: 'when',
    title: 'When',
    width: 8,
    cell: ({ startedMs }) => <When ms={startedMs} />,
  },
  {
    id: 'name',
    title: 'Name',
    width: 10,
    grow: 2,
    // Reached by the arrow keys and Enter: the table is one tab stop.
    cell: ({ id, name }) => (
      <Link href={historyEntryPath(id)} className={styles.name} tabIndex={-1}>
        {name}
      </Link>
    ),
  },
  {
    id: 'place',
    title: 'Folder',
    width: 7,
    grow: 2,
    cell: ({ outputPath }) => <Path path={folderOf(outputPath)} max={44} />,
  },
  { id: 'sources', title: 'Sources', width: 5, align: 'end', cell: ({ sources }) => formatCount(sources) },
  {
    id: 'episodes',
    title: 'Episodes',
    width: 5.5,
    align: 'end',
    cell: ({ episodes }) => or(episodes, formatCount),
  },
  { id: 'size', title: 'Size', width: 5.5, align: 'end', cell: ({ bytes }) => or(bytes, formatBytes) },
  { id: 'time', title: 'Time', width: 4.5, align: 'end', cell: ({ seconds }) => or(seconds, formatDuration) },
  {
    id: 'again',
    title: 'Again of',
    width: 5,
    align: 'end',
    cell: ({ again }) => again ?? '',
  },
  { id: 'status', title: 'Status', width: 7, cell: ({ status }) => <MergeStatusBadge status={status} /> },
  { id: 'by', title: 'By', width: 6.5, cell: ({ by }) => (by === 'app' ? 'app' : 'command line') },
]
