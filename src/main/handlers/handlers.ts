import type { CallInput, CallName, CallOutput } from '#shared/contract.ts'

/** What a handler knows besides its input. */
export interface CallContext {
  /** Aborted when the caller gave up or went away. */
  readonly signal: AbortSignal
}

/** A function for every call of the contract, or some of them. Handlers throw; the dispatcher makes a Result of it. */
export type Handlers<Names extends CallName = CallName> = {
  readonly [C in Names]: (input: CallInput<C>, context: CallContext) => Promise<CallOutput<C>> | CallOutput<C>
}

/** The calls whose names begin with one of these words: `Area<'jobs'>`. */
export type Area<Prefix extends string> = Extract<CallName, `${Prefix}.${string}`>
