import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { EngineError, type AppError } from '#shared/errors.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import { runVideoTask, type VideoResult, type VideoTask, type VideoTaskOptions } from './video-task.ts'

/** What the thread reports. */
export type WorkerReport =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly result: VideoResult }
  | { readonly kind: 'failed'; readonly error: AppError }

/** Does video tasks one after the other. Disposing stops the one under way and waits until nothing moves. */
export interface VideoRunner extends AsyncDisposable {
  /** As {@link runVideoTask}. The next task begins when the last has ended. */
  run(task: VideoTask, options: VideoTaskOptions): Promise<VideoResult>
}

/** Starting a thread costs as much as copying some tens of megabytes. */
const MIN_BYTES = 48 << 20

/** A runner for tasks of `byteLength` bytes together: on a thread of its own when that is worth it. */
export function videoRunner(byteLength: number): VideoRunner {
  return byteLength >= MIN_BYTES && availableParallelism() > 1 ? new VideoThread() : new SameThread()
}

/** Does the tasks between other work of this thread. */
export class SameThread implements VideoRunner {
  readonly #stop = new AbortController()
  readonly #buffers = alignedBlocks(2)
  #underWay: Promise<unknown> = Promise.resolve()

  async run(task: VideoTask, { signal, onBytes }: VideoTaskOptions): Promise<VideoResult> {
    const stop = this.#stop.signal
    const either = signal === undefined ? stop : AbortSignal.any([signal, stop])
    const running = runVideoTask(task, { signal: either, onBytes }, this.#buffers)
    this.#underWay = running.catch(() => undefined)
    return await running
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#underWay
  }
}

/** Does the tasks on a thread of its own, so that their digests do not keep this one. */
export class VideoThread implements VideoRunner {
  readonly #worker = new Worker(workerUrl())
  readonly #end = Promise.withResolvers<never>()

  constructor() {
    this.#worker.on('error', this.#end.reject)
    this.#worker.on('exit', () => {
      this.#end.reject(new EngineError('INTERNAL', 'the video thread ended without a result'))
    })
    // Whoever waits for a result hears of it.
    this.#end.promise.catch(() => undefined)
  }

  async run(task: VideoTask, { signal, onBytes }: VideoTaskOptions): Promise<VideoResult> {
    const during = `${task.kind === 'write' ? 'writing' : 'reading'} ${task.path}`
    throwIfCancelled(signal, during)
    const { promise, resolve, reject } = Promise.withResolvers<VideoResult>()
    const cancel = (): void => {
      reject(new EngineError('CANCELLED', `cancelled while ${during}`))
    }
    const hear = (report: WorkerReport): void => {
      if (report.kind === 'done') resolve(report.result)
      else if (report.kind === 'failed')
        reject(new EngineError(report.error.code, report.error.message, report.error))
      else
        try {
          throwIfCancelled(signal, during)
          onBytes?.(report.bytes)
        } catch (error) {
          reject(error)
        }
    }
    this.#worker.on('message', hear)
    signal?.addEventListener('abort', cancel, { once: true })
    this.#worker.postMessage(task)
    try {
      return await Promise.race([promise, this.#end.promise])
    } finally {
      this.#worker.off('message', hear)
      signal?.removeEventListener('abort', cancel)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}

/** Beside this file in the sources; at the root of the build, whatever chunk this code went into. */
function workerUrl(): URL {
  const here = import.meta.url
  if (here.endsWith('.ts')) return new URL('video-worker.ts', here)
  return new URL(here.includes('/chunks/') ? '../video-worker.js' : 'video-worker.js', here)
}
