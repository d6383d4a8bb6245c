import { availableParallelism } from 'node:os'
import { together } from '#engine/io/concurrent.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import {
  MAX_THREADS,
  ROW_THREAD_LIMITS,
  TaskThread,
  THREAD_BYTES,
  threadProgram,
  type TaskOptions,
} from '#engine/io/task-thread.ts'
import type { MergePlan } from '#shared/plan.ts'
import { dataTask, type DataTask, type DataTaskContext } from './data-task.ts'
import { finishedData, KeptCounter, type KeptFiles } from './finished.ts'
import type { Journal } from './journal.ts'
import { writeDataFile, type WrittenData } from './write-data.ts'

/** Where and how to write. */
export interface WriteDataOptions extends DataTaskContext, TaskOptions {
  /** Called when a file is begun, with its path in the dataset. */
  readonly onFile: (path: string) => void
  /** Says which files are there already, and is told those that are made. */
  readonly journal: Journal
}

/** What writing the data files learned. */
export interface WrittenDataFiles {
  /** Of each episode, see `RowDigest`. */
  readonly digests: readonly string[]
  /** By path in the dataset. */
  readonly files: ReadonlyMap<string, FileDigest>
  /** Read from sources. */
  readonly bytesRead: number
  readonly kept: KeptFiles
}

/**
 * Writes the data files of a merge, large ones side by side on threads of their own: no file depends on another.
 * When it throws, nothing is being written any more.
 */
export async function writeDataFiles(plan: MergePlan, options: WriteDataOptions): Promise<WrittenDataFiles> {
  await using threads = new DataThreads(plan)
  const written = new Array<WrittenData>(plan.data.length)
  const { dir, journal } = options
  const kept = new KeptCounter()
  let next = 0
  await together(
    options.signal,
    threads.runs.map((run) => async (signal) => {
      while (next < plan.data.length) {
        const number = next++
        const shard = plan.data[number]!
        options.onFile(shard.path)
        const finished = await finishedData(journal, dir, shard, signal)
        if (finished !== undefined) {
          written[number] = finished
          kept.add(shard)
          options.onBytes?.(shard.bytes)
          continue
        }
        const own = await run(dataTask(plan, shard, options), { signal, onBytes: options.onBytes })
        await journal.addData(shard.path, own)
        written[number] = own
      }
    }),
  )
  return {
    digests: written.flatMap(({ digests }) => digests),
    files: new Map(written.map(({ file }, number) => [plan.data[number]!.path, file])),
    bytesRead: written.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    kept,
  }
}

type Run = (task: DataTask, options: TaskOptions) => Promise<WrittenData>

/** The threads that data files are written on: this one only, where it is not worth others. */
class DataThreads implements AsyncDisposable {
  /** One for each thread, which does one task at a time. */
  readonly runs: readonly Run[]
  readonly #threads: readonly TaskThread<DataTask, WrittenData>[]

  constructor({ data }: MergePlan) {
    const bytes = data.reduce((sum, shard) => sum + shard.bytes, 0)
    const cores = availableParallelism()
    const count = bytes < THREAD_BYTES || cores < 2 ? 0 : Math.min(MAX_THREADS, cores, data.length)
    this.#threads = Array.from(
      { length: count },
      () =>
        new TaskThread(threadProgram('data-worker', import.meta.url), { resourceLimits: ROW_THREAD_LIMITS }),
    )
    const runs = this.#threads.map(
      (thread): Run =>
        (task, options) =>
          thread.run(task, `writing ${task.path}`, options),
    )
    this.runs = runs.length > 0 ? runs : [(task, options) => writeDataFile(task, options)]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()))
  }
}
