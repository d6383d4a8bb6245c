import { parentPort } from 'node:worker_threads'
import { toAppError } from '#shared/errors.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import { runVideoTask, type VideoTask } from './video-task.ts'
import type { WorkerReport } from './video-thread.ts'

const port = parentPort!
const buffers = alignedBlocks(2)
const report = (message: WorkerReport): void => {
  port.postMessage(message)
}
const onBytes = (bytes: number): void => {
  report({ kind: 'bytes', bytes })
}

port.on('message', (task: VideoTask) => {
  runVideoTask(task, { onBytes }, buffers).then(
    (result) => {
      report({ kind: 'done', result })
    },
    (error: unknown) => {
      report({ kind: 'failed', error: toAppError(error) })
    },
  )
})
