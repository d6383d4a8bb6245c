import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import { leafIndex } from '#engine/parquet/footer.ts'
import { fileFinding, type DataFile, type DataFiles } from './data-files.ts'
import type { EpisodeRecord } from './episodes.ts'
import { RowsAtHand, type SourceRows } from './source-rows.ts'
import type { Tasks, TasksFile } from './tasks.ts'

/** What the rows and the episode list together say about tasks. */
export interface ResolvedTasks {
  readonly tasks: Tasks
  /** The task strings of each episode record. */
  readonly byRecord: readonly (readonly string[])[]
  /** The distinct `task_index` values in each record's rows. */
  readonly indices: readonly (readonly number[])[]
}

/**
 * Settles which tasks there are and which episode has which. Datasets by older tools lack tasks.parquet or the
 * `tasks` column; either can be had from the other and the rows' `task_index`.
 */
export async function resolveTasks(
  dir: string,
  file: TasksFile | undefined,
  records: readonly EpisodeRecord[],
  data: DataFiles,
  findings: Finding[],
): Promise<ResolvedTasks> {
  const indices = await taskIndices(dir, records, data, findings)
  const tasks = file?.tasks ?? synthesise(records, indices, findings)
  const unknown = new Set<number>()
  const lost: number[] = []
  const disagreeing: number[] = []
  const byRecord = records.map((record, i) => {
    const own = indices[i]
    const texts = own?.flatMap((index) => tasks.get(index) ?? [])
    const strange = own?.filter((index) => !tasks.has(index)) ?? []
    if (strange.length > 0) lost.push(record.index)
    for (const index of strange) unknown.add(index)
    if (record.tasks === undefined || record.tasks.length === 0) return texts ?? []
    if (texts?.some((text) => !record.tasks!.includes(text))) disagreeing.push(record.index)
    return record.tasks
  })
  if (unknown.size > 0) {
    findings.push({
      code: 'TASKS_MISSING',
      tier: 'blocking',
      subject: 'meta/tasks.parquet',
      episodes: lost,
      message: `Rows name tasks that meta/tasks.parquet does not list.`,
      expected: `a text for task_index ${[...unknown].join(', ')}`,
      actual: `${tasks.size} tasks`,
    })
  }
  if (disagreeing.length > 0) {
    findings.push({
      code: 'TASKS_DISAGREE',
      tier: 'advisory',
      subject: 'tasks',
      episodes: disagreeing,
      message: `In ${disagreeing.length} episode${disagreeing.length === 1 ? '' : 's'} the rows name another task than the episode list. Both are kept as they are.`,
    })
  }
  return { tasks, byRecord, indices: indices.map((own) => own ?? []) }
}

function synthesise(
  records: readonly EpisodeRecord[],
  indices: readonly (readonly number[] | undefined)[],
  findings: Finding[],
): Tasks {
  const tasks = new Map<number, string>()
  records.forEach(({ tasks: texts }, i) => {
    const own = indices[i]
    if (own?.length === 1 && texts?.length === 1) tasks.set(own[0]!, texts[0]!)
  })
  findings.push({
    code: 'TASKS_MISSING',
    tier: 'advisory',
    subject: 'meta/tasks.parquet',
    message: 'meta/tasks.parquet is missing.',
    repair: 'The tasks are taken from the episode list.',
  })
  return tasks
}

/** The distinct `task_index` values of each record's rows; undefined where the rows are unknown or damaged. */
async function taskIndices(
  dir: string,
  records: readonly EpisodeRecord[],
  data: DataFiles,
  findings: Finding[],
): Promise<(number[] | undefined)[]> {
  // Lazily: where every row group has one task, as its statistics say, no file is opened.
  await using pool = new FilePool()
  const atHand = new RowsAtHand()
  const readerOf = (file: DataFile): SourceRows | undefined =>
    leafIndex(file.footer, 'task_index') < 0
      ? undefined
      : atHand.of(pool.lazy(join(dir, file.path), file.footer.byteLength), file)
  const result: (number[] | undefined)[] = []
  const damaged = new Map<number, { readonly error: EngineError; readonly episodes: number[] }>()
  for (const [i, { index }] of records.entries()) {
    const rows = data.rows[i]
    try {
      const runs = rows && ((await readerOf(data.files[rows.file]!)?.integerRuns('task_index', rows)) ?? [])
      result.push(runs && [...new Set(runs.map(({ value }) => value))])
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      result.push(undefined)
      const known = damaged.get(rows!.file) ?? { error, episodes: [] }
      damaged.set(rows!.file, known)
      known.episodes.push(index)
    }
  }
  for (const [file, { error, episodes }] of damaged)
    findings.push(fileFinding(data.files[file]!.path, error, episodes))
  return result
}
