import { randomUUID } from 'node:crypto'
import type { AppEvent, AppEvents, EventName } from '#shared/contract.ts'

/** How many events a client may miss before it has to ask for everything anew. */
const KEPT = 2000

/** Where a client stopped listening. */
export interface EventPosition {
  readonly run: string
  readonly sequence: number
}

/**
 * Everything that the main process tells, numbered. A client that lost its connection names the last event it saw and
 * is given the ones after it, or `app.resync` when they are gone.
 */
export class Events {
  readonly run = randomUUID()
  #sequence = 0
  readonly #kept: AppEvent[] = []
  readonly #listeners = new Set<(event: AppEvent) => void>()

  /** Of the last event; 0 before the first. */
  get sequence(): number {
    return this.#sequence
  }

  publish<E extends EventName>(name: E, data: AppEvents[E]): void {
    const event = this.#number(name, data)
    this.#kept.push(event)
    if (this.#kept.length > KEPT) this.#kept.shift()
    for (const listener of this.#listeners) listener(event)
  }

  /**
   * Calls `listener` for every event after `position`, in order, missed ones before this returns; without one for all
   * that come from now on, and for the notices of this run, which nobody can ask for. Returns the function that ends
   * the subscription.
   */
  subscribe(listener: (event: AppEvent) => void, position?: EventPosition): () => void {
    for (const event of this.#missed(position)) listener(event)
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  #missed(position: EventPosition | undefined): readonly AppEvent[] {
    if (position === undefined) return this.#kept.filter(({ name }) => name === 'app.notice')
    const oldest = this.#kept[0]?.sequence ?? this.#sequence + 1
    const isKnown =
      position.run === this.run && position.sequence >= oldest - 1 && position.sequence <= this.#sequence
    if (isKnown) return this.#kept.filter(({ sequence }) => sequence > position.sequence)
    return [{ name: 'app.resync', data: {}, run: this.run, sequence: this.#sequence }]
  }

  #number<E extends EventName>(name: E, data: AppEvents[E]): AppEvent {
    this.#sequence++
    // The compiler cannot see that a name and its data belong together.
    return { name, data, run: this.run, sequence: this.#sequence } as unknown as AppEvent
  }
}
