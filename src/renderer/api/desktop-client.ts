import type { Bridge } from '#shared/bridge.ts'
import type { Api, AppEvents, CallOptions, EventName, Result } from '#shared/contract.ts'
import { toAppError } from '#shared/errors.ts'

/** Makes the API from what the preload script gives. Calls answer with a Result, whatever happens on the way. */
export function desktopApi(bridge: Bridge): Api {
  const listeners = new Map<string, Set<(data: never) => void>>()
  let isListening = false
  let calls = 0

  const call = async (
    name: string,
    input: unknown,
    { signal, outlivesPage = false }: CallOptions = {},
  ): Promise<Result<unknown>> => {
    if (signal?.aborted === true) return cancelled
    const id = String(++calls)
    const giveUp = () => {
      bridge.cancel(id)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      return await bridge.call(id, name, input, outlivesPage)
    } catch (error) {
      return { ok: false, error: toAppError(error) }
    } finally {
      signal?.removeEventListener('abort', giveUp)
    }
  }

  return {
    call: call as Api['call'],
    on: <E extends EventName>(name: E, listener: (data: AppEvents[E]) => void) => {
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own.add(listener))
      if (!isListening) {
        isListening = true
        bridge.onEvent((event) => {
          for (const each of listeners.get(event.name) ?? []) each(event.data as never)
        })
      }
      return () => {
        own.delete(listener)
      }
    },
    drop: (file) => bridge.drop(file),
  }
}

const cancelled: Result<never> = { ok: false, error: { code: 'CANCELLED', message: 'the call was given up' } }
