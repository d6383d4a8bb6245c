import { parentPort, workerData } from 'node:worker_threads'
import { toAppError } from '#shared/errors.ts'
import type { Feature } from '#engine/dataset/info.ts'
import { rowStats } from './row-stats.ts'
import type { WorkerReport, WorkerTask } from './parallel-row-stats.ts'

const { dir, files, features } = workerData as WorkerTask
const report = (message: WorkerReport): void => {
  parentPort?.postMessage(message)
}

try {
  const stats = await rowStats(dir, files, new Map<string, Feature>(features), {
    onBytes: (bytes) => {
      report({ kind: 'bytes', bytes })
    },
  })
  report({ kind: 'done', stats: [...stats] })
} catch (error) {
  report({ kind: 'failed', error: toAppError(error) })
}
