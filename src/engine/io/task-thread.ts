import { parentPort, Worker, type WorkerOptions } from 'node:worker_threads'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import { throwIfCancelled } from './files.ts'

/** Bytes of work that are worth a thread: to start one costs as much as copying some tens of megabytes. */
export const THREAD_BYTES = 48 << 20
/** Threads side by side. Every one holds its own buffers; more would not fit into the memory that a merge may take. */
export const MAX_THREADS = 2
/** For threads that work on rows: of their memory for new objects, which left alone grows to 48 MB, for what dies at once. */
export const ROW_THREAD_LIMITS = { maxYoungGenerationSizeMb: 4 } as const

/** What a thread reports of its task. */
type Report<Result> =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: AppError }

/** Options of {@link TaskThread.run}. */
export interface TaskOptions {
  readonly signal?: AbortSignal | undefined
  /** Called now and then with the bytes done since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/**
 * Does tasks, plain data, on a thread of its own, whose program calls {@link serveTasks}. One task at a time.
 * Disposing stops the one under way and waits until nothing moves.
 */
export class TaskThread<Task, Result> implements AsyncDisposable {
  readonly #worker: Worker
  readonly #end = Promise.withResolvers<never>()

  constructor(program: URL, options?: WorkerOptions) {
    this.#worker = new Worker(program, options)
    this.#worker.on('error', this.#end.reject)
    this.#worker.on('exit', () => {
      this.#end.reject(new EngineError('INTERNAL', `${program.pathname} ended without a result`))
    })
    // Whoever waits for a result hears of it.
    this.#end.promise.catch(() => undefined)
  }

  /** Throws `CANCELLED` once the signal is aborted, naming what it was `during`; what the task throws; what `onBytes` throws. */
  async run(task: Task, during: string, { signal, onBytes }: TaskOptions): Promise<Result> {
    throwIfCancelled(signal, during)
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    const cancel = (): void => {
      reject(new EngineError('CANCELLED', `cancelled while ${during}`))
    }
    const hear = (report: Report<Result>): void => {
      if (report.kind === 'done') resolve(report.result)
      else if (report.kind === 'failed') reject(EngineError.from(report.error))
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

/** A message costs as much as decoding some thousand values, so that not every row group sends one. */
const REPORT_BYTES = 2 << 20

/** The other end of {@link TaskThread}: does what comes, one task after the other. */
export function serveTasks(
  run: (task: never, options: { readonly onBytes: (bytes: number) => void }) => Promise<unknown>,
): void {
  const report = (message: Report<unknown>): void => {
    parentPort!.postMessage(message)
  }
  let unreported = 0
  const flush = (): void => {
    report({ kind: 'bytes', bytes: unreported })
    unreported = 0
  }
  const onBytes = (bytes: number): void => {
    unreported += bytes
    if (unreported >= REPORT_BYTES) flush()
  }
  parentPort!.on('message', (task: unknown) => {
    run(task as never, { onBytes }).then(
      (result) => {
        flush()
        report({ kind: 'done', result })
      },
      (error: unknown) => {
        unreported = 0
        report({ kind: 'failed', error: toAppError(error) })
      },
    )
  })
}

/** The program `<name>.ts` beside the module `here` in the sources; at the root of the build, whatever chunk `here` went into. */
export function threadProgram(name: string, here: string): URL {
  if (here.endsWith('.ts')) return new URL(`${name}.ts`, here)
  return new URL(here.includes('/chunks/') ? `../${name}.js` : `${name}.js`, here)
}
