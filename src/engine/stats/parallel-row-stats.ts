import { availableParallelism } from 'node:os'
import {
  MAX_THREADS,
  ROW_THREAD_LIMITS,
  TaskThread,
  THREAD_BYTES,
  threadProgram,
} from '#engine/io/task-thread.ts'
import { elementsOf, type Feature } from '#engine/dataset/info.ts'
import type { FeatureStats } from '#engine/dataset/stats.ts'
import { rowStats, type RowStatsOptions } from './row-stats.ts'

/** What a thread is given. */
export interface StatsTask {
  readonly dir: string
  readonly files: readonly string[]
  readonly features: readonly (readonly [string, Feature])[]
}

/** As {@link rowStats}, with the features distributed over threads when there are `byteLength` bytes worth it. */
export async function parallelRowStats(
  dir: string,
  files: readonly string[],
  features: ReadonlyMap<string, Feature>,
  byteLength: number,
  options: RowStatsOptions = {},
): Promise<Map<string, FeatureStats>> {
  const threads = Math.min(MAX_THREADS, availableParallelism(), features.size)
  if (byteLength < THREAD_BYTES || threads < 2) return await rowStats(dir, files, features, options)
  const stop = new AbortController()
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal])
  const tasks = distribute(features, threads).map((own) =>
    onThread({ dir, files, features: own }, { ...options, signal }),
  )
  try {
    const results = new Map((await Promise.all(tasks)).flat())
    return new Map([...features.keys()].map((name) => [name, results.get(name)!]))
  } finally {
    stop.abort()
    await Promise.allSettled(tasks)
  }
}

/** The largest feature goes to the thread with the least to do, and so on. */
function distribute(
  features: ReadonlyMap<string, Feature>,
  threads: number,
): (readonly [string, Feature])[][] {
  const shares = Array.from({ length: threads }, () => ({
    values: 0,
    own: [] as (readonly [string, Feature])[],
  }))
  for (const entry of [...features].sort(([, a], [, b]) => elementsOf(b) - elementsOf(a))) {
    const least = shares.reduce((best, share) => (share.values < best.values ? share : best))
    least.values += elementsOf(entry[1])
    least.own.push(entry)
  }
  return shares.map(({ own }) => own).filter((own) => own.length > 0)
}

async function onThread(
  task: StatsTask,
  options: RowStatsOptions,
): Promise<readonly (readonly [string, FeatureStats])[]> {
  await using thread = new TaskThread<StatsTask, readonly (readonly [string, FeatureStats])[]>(
    threadProgram('row-stats-worker', import.meta.url),
    { resourceLimits: ROW_THREAD_LIMITS },
  )
  return await thread.run(task, 'computing statistics', options)
}
