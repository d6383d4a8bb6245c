import { availableParallelism } from 'node:os'
import { TaskThread, THREAD_BYTES, threadProgram } from '#engine/io/task-thread.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import { runVideoTask, type VideoResult, type VideoTask, type VideoTaskOptions } from './video-task.ts'

/** Does video tasks one after the other. Disposing stops the one under way and waits until nothing moves. */
export interface VideoRunner extends AsyncDisposable {
  /** As {@link runVideoTask}. The next task begins when the last has ended. */
  run(task: VideoTask, options: VideoTaskOptions): Promise<VideoResult>
}

/** A runner for tasks of `byteLength` bytes together: on a thread of its own when that is worth it. */
export function videoRunner(byteLength: number): VideoRunner {
  return byteLength >= THREAD_BYTES && availableParallelism() > 1 ? new VideoThread() : new SameThread()
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
  readonly #thread = new TaskThread<VideoTask, VideoResult>(threadProgram('video-worker', import.meta.url))

  run(task: VideoTask, options: VideoTaskOptions): Promise<VideoResult> {
    return this.#thread.run(task, `${task.kind === 'write' ? 'writing' : 'reading'} ${task.path}`, options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#thread[Symbol.asyncDispose]()
  }
}
