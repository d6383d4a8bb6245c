import { Link } from 'wouter'
import { formatBytes } from '#renderer/format/bytes.ts'
import { formatDateTime, formatWhen } from '#renderer/format/date.ts'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { historyEntryPath } from '#renderer/routes.ts'
import { Path } from '#renderer/ui/Path.tsx'
import type { Column } from '#renderer/ui/table/VirtualTable.tsx'
import type { MergeSummary } from '#shared/model/history.ts'
import styles from './history-columns.module.css'
import { MergeStatusBadge } from './MergeStatusBadge.tsx'

const or = (value: number | undefined, format: (value: number) => string) =>
  value === undefined ? '–' : format(value)

/** The columns of the history. */
export const historyColumns: readonly Column<MergeSummary>[] = [
  {
    id: 'when',
    title: 'When',
    width: 8.5,
    cell: ({ startedMs }) => <span title={formatDateTime(startedMs)}>{formatWhen(startedMs)}</span>,
  },
  {
    id: 'name',
    title: 'Name',
    width: 11,
    grow: 2,
    // Reached by the arrow keys and Enter: the table is one tab stop.
    cell: ({ id, name, again }) => (
      <>
        <Link href={historyEntryPath(id)} className={styles.name} tabIndex={-1}>
          {name}
        </Link>
        {again !== undefined && <span className={styles.note}> again of {again}</span>}
      </>
    ),
  },
  {
    id: 'place',
    title: 'Place',
    width: 8.5,
    grow: 2,
    cell: ({ outputPath }) => <Path path={outputPath} max={44} />,
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
  { id: 'status', title: 'Status', width: 7, cell: ({ status }) => <MergeStatusBadge status={status} /> },
  { id: 'by', title: 'By', width: 7, cell: ({ by }) => (by === 'app' ? 'app' : 'command line') },
]
