import type { CallArgument, CallOutput, PageCallName, Result } from '#shared/contract.ts'
import type { App } from './open-app.ts'

/** Makes a call with the cookie of the application's page, and whatever headers. */
export async function call<C extends PageCallName>(
  { context, server }: Pick<App, 'context' | 'server'>,
  name: C,
  input: CallArgument<C>,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly result: Result<CallOutput<C>> }> {
  const response = await context.request.post(`${server.origin}/api/${name}`, {
    data: JSON.stringify(input),
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: response.status(), result: (await response.json()) as Result<CallOutput<C>> }
}

/** What a call answers. Throws where it fails. */
export async function valueOf<C extends PageCallName>(
  app: Pick<App, 'context' | 'server'>,
  name: C,
  input: CallArgument<C>,
): Promise<CallOutput<C>> {
  const { result } = await call(app, name, input)
  if (!result.ok) throw new Error(`${name}: ${result.error.code} ${result.error.message}`)
  return result.value
}
