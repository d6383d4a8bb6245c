import {
  contract,
  type Api,
  type AppEvents,
  type CallInput,
  type CallOutput,
  type EventName,
  type PageCallName,
  type Result,
} from '#shared/contract.ts'
import { toAppError } from '#shared/errors.ts'

/** What a fake answers: a function for each call that a test expects. What it throws becomes the Result's error. */
export type FakeAnswers = {
  readonly [C in PageCallName]?: (
    input: CallInput<C>,
    signal: AbortSignal | undefined,
  ) => CallOutput<C> | Promise<CallOutput<C>>
}

/** An {@link Api} for tests, and what the test does with it. */
export interface FakeApi {
  readonly api: Api
  /** Calls so far, in order, with their inputs as the main process would have seen them. */
  readonly calls: readonly { readonly name: PageCallName; readonly input: unknown }[]
  /** Tells an event to everyone who listens. */
  readonly emit: <E extends EventName>(name: E, data: AppEvents[E]) => void
}

/**
 * A main process of canned answers, derived from the contract: inputs are checked as the real one does, and a call
 * without an answer fails with `INTERNAL`. For tests only.
 */
export function fakeApi(answers: FakeAnswers): FakeApi {
  const calls: { name: PageCallName; input: unknown }[] = []
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  const answer = async (
    name: PageCallName,
    input: unknown,
    signal?: AbortSignal,
  ): Promise<Result<unknown>> => {
    try {
      const parsed: unknown = contract[name].input.parse(input)
      calls.push({ name, input: parsed })
      const prepared = answers[name] as ((input: unknown, signal?: AbortSignal) => unknown) | undefined
      if (prepared === undefined) throw new Error(`the test has no answer for ${name}`)
      return { ok: true, value: await prepared(parsed, signal) }
    } catch (thrown) {
      return { ok: false, error: toAppError(thrown) }
    }
  }
  const api: Api = {
    call: ((name: PageCallName, input: unknown, options?: { readonly signal?: AbortSignal }) =>
      answer(name, input, options?.signal)) as Api['call'],
    on: (name, listener) => {
      const own = listeners.get(name) ?? new Set()
      listeners.set(name, own.add(listener))
      return () => {
        own.delete(listener)
      }
    },
    drop: undefined,
  }
  return {
    api,
    calls,
    emit: (name, data) => {
      for (const listener of listeners.get(name) ?? []) listener(data as never)
    },
  }
}
