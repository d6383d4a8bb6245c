import { useEffect, useState } from 'react'
import type { CallArgument, CallOutput, PageCallName } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import { api } from './api.ts'
import { useOnceConnected } from './use-once-connected.ts'

/** What a call came to so far. `loading` keeps no earlier answer: it belonged to another input. */
export type CallState<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: AppError }

/**
 * Asks once for each new `input`, gives up when that changes or the component goes. Nothing is asked while `input` is
 * undefined. `again` asks anew, showing the earlier answer until the new one is there; not a failure, which would look as
 * if nothing was done about it; `anew` shows none. What failed because the connection was lost is asked anew once that is back.
 */
export function useCall<C extends PageCallName>(
  name: C,
  input: CallArgument<C> | undefined,
): CallState<CallOutput<C>> & { readonly again: () => void; readonly anew: () => void } {
  const key = input === undefined ? undefined : JSON.stringify(input)
  const [round, setRound] = useState(0)
  const [answer, setAnswer] = useState<{ key: string; state: CallState<CallOutput<C>> }>()
  useEffect(() => {
    if (key === undefined) return
    const controller = new AbortController()
    const { signal } = controller
    void api.call(name, JSON.parse(key) as CallArgument<C>, { signal }).then((result) => {
      if (signal.aborted) return
      const state: CallState<CallOutput<C>> = result.ok
        ? { kind: 'done', value: result.value }
        : { kind: 'failed', error: result.error }
      setAnswer({ key, state })
    })
    return () => {
      controller.abort()
    }
  }, [name, key, round])
  const state = answer !== undefined && answer.key === key ? answer.state : { kind: 'loading' as const }
  const again = () => {
    setRound((count) => count + 1)
    if (answer?.state.kind === 'failed') setAnswer(undefined)
  }
  useOnceConnected(state.kind === 'failed' ? state.error : undefined, again)
  const anew = () => {
    setRound((count) => count + 1)
    setAnswer(undefined)
  }
  return { ...state, again, anew }
}
