import { toAppError } from '#shared/errors.ts'
import { parentLink } from './parent.ts'
import { readerMessage, readerRequests, type ReaderAnswer, type ReaderMessage } from './reader-protocol.ts'
import { createReader } from './requests/index.ts'

// The process that reads what may be damaged or hostile, so that the main one never does.
const parent = parentLink()
const reader = createReader()
const underWay = new Map<number, AbortController>()

parent.onMessage((message) => {
  const parsed = readerMessage.safeParse(message)
  if (!parsed.success) return
  if (parsed.data.kind === 'cancel') underWay.get(parsed.data.id)?.abort()
  else void answer(parsed.data)
})
process.on('disconnect', () => process.exit())
process.on('unhandledRejection', (reason) => {
  process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`)
  process.exit(1)
})

async function answer({ id, name, input }: ReaderMessage & { readonly kind: 'request' }): Promise<void> {
  const controller = new AbortController()
  underWay.set(id, controller)
  let sent: ReaderAnswer
  try {
    const parsed: unknown = readerRequests[name].input.parse(input)
    const handler = reader[name] as (input: unknown, signal: AbortSignal) => Promise<unknown>
    sent = { kind: 'done', id, value: await handler(parsed, controller.signal) }
  } catch (thrown) {
    sent = { kind: 'failed', id, error: toAppError(thrown) }
  } finally {
    underWay.delete(id)
  }
  parent.send(sent)
}
