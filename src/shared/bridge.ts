import type { AppEvent, Result } from './contract.ts'
import type { Place } from './model/place.ts'

/**
 * What the preload script gives to the page as `window.episplice`: four functions, no Electron object. An AbortSignal
 * cannot cross from the page into the preload script, so a call has a name by which it is cancelled.
 */
export interface Bridge {
  /**
   * `id` is the page's own name for this call, for {@link Bridge.cancel}; one that outlives its page does not end with
   * it.
   */
  readonly call: (
    id: string,
    name: string,
    input: unknown,
    outlivesPage?: boolean,
  ) => Promise<Result<unknown>>
  readonly cancel: (id: string) => void
  /** Admits a file or folder that was dropped on the window. */
  readonly drop: (file: File) => Promise<Result<Place>>
  /** Every event from now on, in order. Returns the function that ends the subscription. */
  readonly onEvent: (listener: (event: AppEvent) => void) => () => void
}

/** Names of the messages between preload script and main process. */
export const channels = {
  call: 'episplice:call',
  cancel: 'episplice:cancel',
  drop: 'episplice:drop',
  subscribe: 'episplice:subscribe',
  event: 'episplice:event',
} as const
