import { parentPort, workerData } from 'node:worker_threads'
import { toAppError } from '#shared/errors.ts'
import type { Feature } from '#engine/dataset/info.ts'
import { rowStats } from './row-stats.ts'
import type { WorkerReport, WorkerTask } from './parallel-row-stats.ts'

const { dir, files, features } = workerData as WorkerTask
/** A message costs as much as decoding some thousand values, so that not every chunk sends one. */
const REPORT_BYTES = 1 << 20

const report = (message: WorkerReport): void => {
  parentPort?.postMessage(message)
}
let unreported = 0

try {
  const stats = await rowStats(dir, files, new Map<string, Feature>(features), {
    onBytes: (bytes) => {
      unreported += bytes
      if (unreported < REPORT_BYTES) return
      report({ kind: 'bytes', bytes: unreported })
      unreported = 0
    },
  })
  report({ kind: 'bytes', bytes: unreported })
  report({ kind: 'done', stats: [...stats] })
} catch (error) {
  report({ kind: 'failed', error: toAppError(error) })
}
