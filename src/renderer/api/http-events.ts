import type { AppEvent, AppEvents, EventName } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'

/** The browser comes back by itself after a short loss; longer ones are told. */
const PATIENCE_MS = 3000
const RETRY_MS = 2000

const LOSS: AppError = {
  code: 'CONNECTION_LOST',
  message: 'the connection to Episplice is lost',
  hint: 'It comes back by itself. If episplice serve was started anew, open the address that it printed.',
}

type Listener = (data: never) => void

/**
 * The events of the main process over one stream. After a loss it goes on behind the last event that was seen; where
 * the main process cannot give those after it any more, it says `app.resync`. A loss that lasts is told as a notice, and
 * that it is over.
 */
export class HttpEvents {
  readonly #EventSource: typeof globalThis.EventSource
  readonly #listeners = new Map<EventName, Set<Listener>>()
  #source: EventSource | undefined
  #first = Promise.withResolvers<undefined>()
  /** `run:sequence` of the last event. */
  #last = ''
  #loss: ReturnType<typeof setTimeout> | undefined
  #isTold = false

  constructor(eventSource: typeof globalThis.EventSource) {
    this.#EventSource = eventSource
  }

  on<E extends EventName>(name: E, listener: (data: AppEvents[E]) => void): () => void {
    const own = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, own.add(listener))
    this.#source ??= this.#open()
    return () => {
      own.delete(listener)
    }
  }

  /** Resolves when the stream was opened once, or could not be; at once where nobody listens. */
  async ready(): Promise<void> {
    if (this.#source !== undefined) await this.#first.promise
  }

  #open(): EventSource {
    const address = this.#last === '' ? '/events' : `/events?after=${encodeURIComponent(this.#last)}`
    const source = new this.#EventSource(address)
    source.onopen = () => {
      const wasLost = this.#loss !== undefined
      clearTimeout(this.#loss)
      this.#loss = undefined
      // Also where nobody was told: what was asked meanwhile may have failed.
      if (wasLost) this.#emit('app.noticeOver', { error: LOSS })
      this.#isTold = false
    }
    source.onmessage = (message: MessageEvent<string>) => {
      this.#last = message.lastEventId
      const event = JSON.parse(message.data) as AppEvent | null
      if (event !== null) this.#emit(event.name, event.data)
      this.#first.resolve(undefined)
    }
    source.onerror = () => {
      this.#first.resolve(undefined)
      this.#loss ??= setTimeout(() => {
        this.#tell()
      }, PATIENCE_MS)
      // Refused, as by a server that was started anew: the browser does not try again by itself.
      if (source.readyState !== 2) return
      setTimeout(() => {
        this.#source = this.#open()
      }, RETRY_MS)
    }
    return source
  }

  #tell(): void {
    if (this.#isTold) return
    this.#isTold = true
    this.#emit('app.notice', { error: LOSS })
  }

  #emit<E extends EventName>(name: E, data: AppEvents[E]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data as never)
  }
}
