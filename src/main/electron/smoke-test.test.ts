import { describe, expect, it } from 'vitest'
import type { Application } from '#main/application.ts'
import type { RunnerProcess } from '#main/services/host.ts'
import type { FromJob } from '#main/runner/job-messages.ts'
import { EngineError } from '#shared/errors.ts'
import { smokeTest } from './smoke-test.ts'

/** An application whose every part works as far as it is proven without a dataset. */
function working() {
  return {
    page: (): Promise<unknown> => Promise.resolve('Episplice'),
    ffmpeg: { found: true } as object,
    read: (): Promise<unknown> => Promise.reject(new EngineError('NOT_A_DATASET', 'empty')),
    threads: [] as string[],
    job: { kind: 'failed', error: { code: 'NOT_A_DATASET', message: 'empty' }, findings: [] } as FromJob,
  }
}

/** Nothing is waited for that long. */
const LONG_MS = 20_000

async function failuresOf(
  parts: ReturnType<typeof working>,
  patienceMs = LONG_MS,
): Promise<readonly string[]> {
  const application = {
    dispatch: (name: string) =>
      Promise.resolve({ ok: true, value: name === 'settings.ffmpeg' ? parts.ffmpeg : { total: 0 } }),
    services: { reader: { request: parts.read }, host: { fork: () => processThatSays(parts.job) } },
  } as unknown as Application
  const { failed } = await smokeTest(
    application,
    { executeJavaScript: parts.page },
    { patienceMs, threads: parts.threads },
  )
  return failed
}

function processThatSays(last: FromJob): RunnerProcess {
  let say: (message: unknown) => void = () => undefined
  let exit: (code: number | undefined) => void = () => undefined
  return {
    send: (message) => {
      const { kind } = message as { readonly kind: string }
      if (kind === 'run') say(last)
      if (kind === 'end') exit(1)
    },
    onMessage: (listener) => (say = listener),
    onExit: (listener) => (exit = listener),
    onOutput: () => undefined,
    kill: () => {
      exit(undefined)
    },
  }
}

describe('a smoke test fails', () => {
  it('not, where everything works', async () => {
    expect(await failuresOf(working())).toEqual([])
  })
  it('without ffmpeg', async () => {
    expect(await failuresOf({ ...working(), ffmpeg: { found: false, tried: [] } })).toEqual(['ffmpeg'])
  })
  it('when the page does not come', async () => {
    const page = () => new Promise(() => undefined)
    expect(await failuresOf({ ...working(), page }, 50)).toContain('page')
  })
  it('when the reading process crashes', async () => {
    const read = () => Promise.reject(new EngineError('READER_CRASHED', 'gone'))
    expect(await failuresOf({ ...working(), read })).toEqual(['reading process'])
  })
  it('when a thread does not start', async () => {
    expect(await failuresOf({ ...working(), threads: ['/nowhere/data-worker.js'] })).toEqual(['threads'])
  })
  it('when the merging process ends otherwise than it should', async () => {
    const job = { kind: 'failed', error: { code: 'INTERNAL', message: 'no module' }, findings: [] } as const
    expect(await failuresOf({ ...working(), job })).toEqual(['merging process'])
  })
})
