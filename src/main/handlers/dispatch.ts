import { contract, type CallName, type Result } from '#shared/contract.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { CallContext, Handlers } from './handlers.ts'

/** Who is calling: a page, or the preload script on behalf of the system. */
export type Caller = 'page' | 'preload'

/** Answers a call by name with untrusted input. Never throws. */
export type Dispatch = (
  name: string,
  input: unknown,
  caller: Caller,
  context: CallContext,
) => Promise<Result<unknown>>

/**
 * Makes the one door into the handlers. For every call, in this order: may this caller make it, is its input what
 * the contract says, run, and anything thrown becomes data. Who the caller is was checked by the host before.
 */
export function createDispatch(handlers: Handlers): Dispatch {
  return async (name, input, caller, context) => {
    try {
      if (!isCallName(name)) throw new EngineError('INPUT_INVALID', `there is no call ${name.slice(0, 80)}`)
      const { from, input: schema } = contract[name]
      if (from === 'preload' && caller !== 'preload')
        throw new EngineError('UNAUTHORIZED', `a page may not call ${name}`)
      const parsed = schema.safeParse(input)
      if (!parsed.success) {
        const problems = parsed.error.issues
          .slice(0, 20)
          .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
        throw new EngineError('INPUT_INVALID', `${name}: ${problems.join('; ')}`, { details: { problems } })
      }
      const handler = handlers[name] as (input: unknown, context: CallContext) => unknown
      return { ok: true, value: await handler(parsed.data, context) }
    } catch (thrown) {
      return { ok: false, error: toAppError(thrown) }
    }
  }
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract, name)
}
