import type { Api, CallOptions, Result } from '#shared/contract.ts'
import { toAppError } from '#shared/errors.ts'
import { HttpEvents } from './http-events.ts'

/** Characters that a browser sends for a page that is gone are few: 64 KiB of all such requests at once, by the Fetch standard. */
const MAX_OUTLIVING = 10_000

/** What of the browser the client uses. */
export interface HttpSurroundings {
  readonly fetch: typeof globalThis.fetch
  readonly EventSource: typeof globalThis.EventSource
}

/** The API over HTTP, for a page that `episplice serve` gave out. Calls answer with a Result, whatever happens. */
export function httpApi({ fetch, EventSource }: HttpSurroundings): Api {
  const events = new HttpEvents(EventSource)

  const call = async (
    name: string,
    input: unknown,
    { signal, outlivesPage = false }: CallOptions = {},
  ): Promise<Result<unknown>> => {
    try {
      // What is asked before the events come would miss what happens in between.
      await events.ready()
      const body = JSON.stringify(input)
      const response = await fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        keepalive: outlivesPage && body.length <= MAX_OUTLIVING,
        ...(signal === undefined ? {} : { signal }),
      })
      if (response.headers.get('content-type')?.startsWith('application/json') !== true)
        return lost(`the answer to ${name} is not one of Episplice (${response.status})`)
      return (await response.json()) as Result<unknown>
    } catch (thrown) {
      if (signal?.aborted === true)
        return { ok: false, error: { code: 'CANCELLED', message: 'the call was given up' } }
      return lost(toAppError(thrown).message)
    }
  }

  return {
    call: ((name: string, input: unknown, options?: CallOptions) =>
      call(name, input, options)) as Api['call'],
    on: (name, listener) => events.on(name, listener),
    drop: undefined,
  }
}

function lost(message: string): Result<never> {
  const hint = 'Is episplice serve still running? Merges go on without this page as long as it is.'
  return { ok: false, error: { code: 'CONNECTION_LOST', message, hint } }
}
