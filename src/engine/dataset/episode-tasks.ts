import { join } from 'node:path'
import type { Finding } from '#shared/findings.ts'
import { openFile } from '#engine/io/files.ts'
import { numbersOf } from '#engine/parquet/column.ts'
import { leafIndex } from '#engine/parquet/footer.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { constantInteger } from '#engine/parquet/statistics.ts'
import { groupsOf, type DataFile, type DataFiles } from './data-files.ts'
import type { EpisodeRecord } from './episodes.ts'
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
  const indices = await taskIndices(dir, records, data)
  const tasks = file?.tasks ?? synthesise(records, indices, findings)
  const unknown = new Set<number>()
  let disagreeing = 0
  const byRecord = records.map((record, i) => {
    const own = indices[i]
    const texts = own?.flatMap((index) => tasks.get(index) ?? [])
    for (const index of own ?? []) if (!tasks.has(index)) unknown.add(index)
    if (record.tasks === undefined) return texts ?? []
    if (texts?.some((text) => !record.tasks!.includes(text))) disagreeing++
    return record.tasks
  })
  if (unknown.size > 0) {
    findings.push({
      code: 'TASKS_MISSING',
      tier: 'blocking',
      subject: 'meta/tasks.parquet',
      message: `Rows name tasks that meta/tasks.parquet does not list.`,
      expected: `a text for task_index ${[...unknown].join(', ')}`,
      actual: `${tasks.size} tasks`,
    })
  }
  if (disagreeing > 0) {
    findings.push({
      code: 'TASKS_DISAGREE',
      tier: 'advisory',
      subject: 'tasks',
      message: `In ${disagreeing} episodes the rows name another task than the episode list. Both are kept as they are.`,
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
    message: 'meta/tasks.parquet is missing. The tasks are taken from the episode list.',
  })
  return tasks
}

/** The distinct `task_index` values of each record's rows; undefined where the rows are unknown. */
async function taskIndices(
  dir: string,
  records: readonly EpisodeRecord[],
  data: DataFiles,
): Promise<(number[] | undefined)[]> {
  const readers = data.files.map((file) => new TaskIndexReader(join(dir, file.path), file))
  try {
    const result: (number[] | undefined)[] = []
    for (const i of records.keys()) {
      const rows = data.rows[i]
      result.push(rows === undefined ? undefined : await readers[rows.file]!.distinct(rows.start, rows.end))
    }
    return result
  } finally {
    await Promise.all(readers.map((reader) => reader.close()))
  }
}

/** Reads `task_index` of row ranges, from statistics where a row group has one task. */
class TaskIndexReader {
  readonly #path: string
  readonly #file: DataFile
  readonly #leaf: number
  #open: Awaited<ReturnType<typeof openFile>> | undefined
  #decoded: { readonly group: number; readonly values: (number | undefined)[] } | undefined

  constructor(path: string, file: DataFile) {
    this.#path = path
    this.#file = file
    this.#leaf = leafIndex(file.footer, 'task_index')
  }

  async distinct(start: number, end: number): Promise<number[]> {
    const found = new Set<number>()
    if (this.#leaf < 0) return []
    for (const rows of groupsOf(this.#file, start, end)) {
      const constant = constantInteger(this.#file.footer, rows.group, this.#leaf)
      if (constant !== undefined) found.add(constant)
      else
        for (const value of (await this.#values(rows.group)).slice(rows.start, rows.end))
          found.add(value ?? -1)
    }
    return [...found]
  }

  async #values(group: number): Promise<(number | undefined)[]> {
    if (this.#decoded?.group === group) return this.#decoded.values
    this.#open ??= await openFile(this.#path)
    const { footer } = this.#file
    const values = numbersOf(
      await readLeaf(this.#open, footer, group, this.#leaf),
      footer.leaves[this.#leaf]!.maxDefinition,
    )
    this.#decoded = { group, values }
    return values
  }

  async close(): Promise<void> {
    await this.#open?.close()
  }
}
