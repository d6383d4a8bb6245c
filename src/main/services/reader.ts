import { EngineError } from '#shared/errors.ts'
import type {
  ReaderAnswer,
  ReaderInput,
  ReaderMessage,
  ReaderOutput,
  ReaderRequestName,
} from '#main/runner/reader-protocol.ts'
import type { Host, RunnerProcess } from './host.ts'

/** How long the process is kept without a request: what it has opened is worth keeping while someone works. */
const IDLE_MS = 10 * 60_000

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: EngineError) => void
}

/** A running process and those who wait for it. */
interface Child {
  readonly process: RunnerProcess
  readonly waiting: Map<number, Waiting>
}

/**
 * The process that reads datasets and Parquet files. It is started with the first request, again after it crashed,
 * and ended after `idleMs` without one. What was under way in a crash fails with `READER_CRASHED`.
 */
export class Reader {
  readonly #fork: Host['fork']
  readonly #idleMs: number
  #child: Child | undefined
  #lastId = 0
  #idle: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(host: Pick<Host, 'fork'>, options: { readonly idleMs?: number } = {}) {
    this.#fork = (entry) => host.fork(entry)
    this.#idleMs = options.idleMs ?? IDLE_MS
  }

  /**
   * Asks one thing. Throws what reading threw, `CANCELLED` as soon as the signal is aborted, `READER_CRASHED`.
   */
  async request<N extends ReaderRequestName>(
    name: N,
    input: ReaderInput<N>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ReaderOutput<N>> {
    const { signal } = options
    if (signal?.aborted === true) throw cancelled(name)
    const child = this.#running()
    const id = ++this.#lastId
    const answer = Promise.withResolvers<unknown>()
    child.waiting.set(id, answer)
    const giveUp = (): void => {
      child.waiting.delete(id)
      child.process.send({ kind: 'cancel', id } satisfies ReaderMessage)
      answer.reject(cancelled(name))
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      child.process.send({ kind: 'request', id, name, input } satisfies ReaderMessage)
      return (await answer.promise) as ReaderOutput<N>
    } finally {
      signal?.removeEventListener('abort', giveUp)
      this.#endWhenIdle()
    }
  }

  /** Ends the process; what is under way fails. */
  close(): void {
    this.#isClosed = true
    this.#end()
  }

  #running(): Child {
    if (this.#isClosed) throw new EngineError('CANCELLED', 'the application is closing')
    clearTimeout(this.#idle)
    this.#child ??= this.#start()
    return this.#child
  }

  #start(): Child {
    const child: Child = { process: this.#fork('reader'), waiting: new Map() }
    let lastOutput = ''
    child.process.onOutput((text) => (lastOutput = `${lastOutput}${text}`.slice(-2000)))
    child.process.onMessage((message) => {
      const answer = message as ReaderAnswer
      const waiting = child.waiting.get(answer.id)
      child.waiting.delete(answer.id)
      if (answer.kind === 'done') waiting?.resolve(answer.value)
      else waiting?.reject(EngineError.from(answer.error))
    })
    child.process.onExit((code) => {
      if (this.#child === child) this.#child = undefined
      const error = crashed(code, lastOutput)
      for (const { reject } of child.waiting.values()) reject(error)
      child.waiting.clear()
    })
    return child
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle)
    if (this.#child === undefined || this.#child.waiting.size > 0) return
    this.#idle = setTimeout(() => {
      this.#end()
    }, this.#idleMs)
    this.#idle.unref()
  }

  #end(): void {
    clearTimeout(this.#idle)
    const child = this.#child
    this.#child = undefined
    child?.process.kill()
    for (const { reject } of child?.waiting.values() ?? [])
      reject(new EngineError('CANCELLED', 'the application is closing'))
    child?.waiting.clear()
  }
}

function cancelled(name: string): EngineError {
  return new EngineError('CANCELLED', `cancelled while reading (${name})`)
}

function crashed(code: number | undefined, output: string): EngineError {
  const how = code === undefined ? 'was ended by the system' : `ended with code ${code}`
  return new EngineError('READER_CRASHED', `the process that reads files ${how}`, {
    hint: 'Try again. If it happens with the same file again, the file may be damaged or too large for the memory.',
    ...(output.trim() === '' ? {} : { details: { output: output.trim() } }),
  })
}
