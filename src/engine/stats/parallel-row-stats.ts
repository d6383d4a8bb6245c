import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { EngineError, type AppError } from '#shared/errors.ts'
import type { Feature } from '#engine/dataset/info.ts'
import type { FeatureStats } from '#engine/dataset/stats.ts'
import { rowStats, type RowStatsOptions } from './row-stats.ts'

/** What a worker is given. */
export interface WorkerTask {
  readonly dir: string
  readonly files: readonly string[]
  readonly features: readonly (readonly [string, Feature])[]
}

/** What a worker reports. */
export type WorkerReport =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly stats: readonly (readonly [string, FeatureStats])[] }
  | { readonly kind: 'failed'; readonly error: AppError }

/** Starting a thread costs as much as reading a few megabytes. */
const MIN_BYTES = 48 << 20
/** Every thread holds its own buffers; more would not fit into the memory that a merge may take. */
const MAX_THREADS = 2
/** Of a thread's memory for new objects; left alone it grows to 48, for objects that die at once. */
const YOUNG_MEGABYTES = 4

/** As {@link rowStats}, with the features distributed over threads when there are `byteLength` bytes worth it. */
export async function parallelRowStats(
  dir: string,
  files: readonly string[],
  features: ReadonlyMap<string, Feature>,
  byteLength: number,
  options: RowStatsOptions = {},
): Promise<Map<string, FeatureStats>> {
  const threads = Math.min(MAX_THREADS, availableParallelism(), features.size)
  if (byteLength < MIN_BYTES || threads < 2) return await rowStats(dir, files, features, options)
  const stop = new AbortController()
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal])
  const tasks = distribute(features, threads).map((own) =>
    runWorker({ dir, files, features: own }, { ...options, signal }),
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
  const valuesOf = ({ shape }: Feature): number => shape.reduce((product, size) => product * size, 1)
  for (const entry of [...features].sort(([, a], [, b]) => valuesOf(b) - valuesOf(a))) {
    const least = shares.reduce((best, share) => (share.values < best.values ? share : best))
    least.values += valuesOf(entry[1])
    least.own.push(entry)
  }
  return shares.map(({ own }) => own).filter((own) => own.length > 0)
}

function runWorker(
  task: WorkerTask,
  { signal, onBytes }: RowStatsOptions,
): Promise<readonly (readonly [string, FeatureStats])[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(), {
      workerData: task,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    const cancel = (): void => {
      reject(new EngineError('CANCELLED', 'cancelled while computing statistics'))
      void worker.terminate()
    }
    if (signal?.aborted === true) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    worker.on('message', (report: WorkerReport) => {
      if (report.kind === 'bytes') onBytes?.(report.bytes)
      else if (report.kind === 'done') resolve(report.stats)
      else reject(new EngineError(report.error.code, report.error.message, report.error))
    })
    worker.on('error', reject)
    worker.on('exit', () => {
      signal?.removeEventListener('abort', cancel)
      // Without effect when a result came before.
      reject(new EngineError('INTERNAL', 'the statistics thread ended without a result'))
    })
  })
}

/** Beside this file in the sources; at the root of the build, whatever chunk this code went into. */
function workerUrl(): URL {
  const here = import.meta.url
  if (here.endsWith('.ts')) return new URL('row-stats-worker.ts', here)
  return new URL(here.includes('/chunks/') ? '../row-stats-worker.js' : 'row-stats-worker.js', here)
}
