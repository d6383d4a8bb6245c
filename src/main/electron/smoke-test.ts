import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WebContents } from 'electron'
import type { CallName, CallOutput } from '#shared/contract.ts'
import { EngineError, toAppError, type ErrorCode } from '#shared/errors.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import type { Application } from '#main/application.ts'
import { threadPrograms } from '#main/build-folder.ts'
import type { JobTask } from '#main/runner/job-messages.ts'
import { runJobProcess } from '#main/services/jobs/job-process.ts'

/** Until a proof counts as failed. A merge of a small dataset takes seconds. */
const PATIENCE_MS = 60_000

/** What was proven, by name, and what of it failed. */
export interface SmokeTest {
  readonly findings: Readonly<Record<string, unknown>>
  readonly failed: readonly string[]
}

/** What else to prove, and how. */
export interface SmokeTestOptions {
  readonly dataset?: string | undefined
  readonly patienceMs?: number
  /** Programs of threads, absolute paths. */
  readonly threads?: readonly string[]
}

/** True where the application was only started to be tested, see {@link smokeTest}. */
export const isSmokeTest = process.argv.includes('--smoke-test')

/**
 * `--smoke-test [DATASET]`: proves that a packaged application works where it lies. Its window shows the page, its
 * native module loads, ffmpeg is found and starts, the processes that read and merge and the threads start and answer.
 * With a dataset it is read, merged into a temporary folder, and verified. Never rejects.
 */
export async function smokeTest(
  application: Pick<Application, 'dispatch' | 'services'>,
  page: Pick<WebContents, 'executeJavaScript'>,
  { dataset, patienceMs = PATIENCE_MS, threads = threadPrograms }: SmokeTestOptions,
): Promise<SmokeTest> {
  const { dispatch, services } = application
  const folder = await mkdtemp(join(tmpdir(), 'episplice-smoke-'))
  const findings: Record<string, unknown> = { versions: process.versions }
  const failed: string[] = []
  const prove = async (what: string, proof: (signal: AbortSignal) => Promise<unknown>): Promise<void> => {
    const signal = AbortSignal.timeout(patienceMs)
    try {
      findings[what] = await Promise.race([proof(signal), lateness(signal)])
    } catch (error) {
      findings[what] = toAppError(error)
      failed.push(what)
    }
  }
  const call = async <C extends CallName>(name: C, input: unknown, signal: AbortSignal) => {
    const result = await dispatch(name, input, 'page', { signal })
    if (!result.ok) throw EngineError.from(result.error)
    return result.value as CallOutput<C>
  }

  await prove('page', async () => {
    const title: unknown = await page.executeJavaScript(WAIT_FOR_PAGE)
    if (typeof title !== 'string') throw new EngineError('INTERNAL', 'the page has no title')
    return title
  })
  await prove('history', async (signal) => (await call('history.list', { from: 0, count: 1 }, signal)).total)
  await prove('ffmpeg', async (signal) => {
    const status = await call('settings.ffmpeg', {}, signal)
    if (!status.found) throw new EngineError('FFMPEG_MISSING', `looked at ${status.tried.join(', ')}`)
    return status
  })
  const read = (path: string, signal: AbortSignal) => services.reader.request('digests', { path }, { signal })
  const merge = async (path: string, fingerprint: string, signal: AbortSignal) => {
    const task = taskOf(path, fingerprint, join(folder, 'merged'))
    const quiet = { signal, onMessage: () => undefined, onOutput: () => undefined }
    const outcome = await runJobProcess((entry) => services.host.fork(entry), task, quiet)
    if (outcome.kind === 'succeeded') return outcome.report
    if (outcome.kind === 'cancelled') throw new EngineError('CANCELLED', 'the merge took too long')
    throw EngineError.from(outcome.error)
  }
  // What is no dataset is refused by the very processes that are to be proven.
  await prove('reading process', (signal) => refused(read(folder, signal), 'NOT_A_DATASET'))
  await prove('merging process', (signal) => refused(merge(folder, '', signal), 'NOT_A_DATASET'))
  await prove('threads', () => Promise.all(threads.map(answered)))
  if (dataset !== undefined)
    await prove('merge', async (signal) => {
      const { fingerprint } = await read(dataset, signal)
      const { episodes, frames, verification } = await merge(dataset, fingerprint, signal)
      if (verification === undefined || verification.failures.length > 0)
        throw new EngineError('VERIFY_FAILED', `the merge of ${dataset} is not what it should be`)
      return { episodes, frames, checks: verification.checks }
    })
  await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  return { findings, failed }
}

const WAIT_FOR_PAGE = `new Promise((done) => {
  const look = () => document.querySelector('nav') ? done(document.title) : setTimeout(look, 50)
  look()
})`

function taskOf(path: string, fingerprint: string, output: string): JobTask {
  return {
    id: 'smoke-test',
    recipe: {
      episplice: 'recipe/1',
      sources: [{ path, name: basename(path), fingerprint }],
      options: mergeOptionsSchema.parse({}),
    },
    output,
    verify: true,
    acceptChanges: false,
    resume: false,
  }
}

/** Resolves when it is refused with that code; rejects with whatever comes instead. */
async function refused(asked: Promise<unknown>, code: ErrorCode): Promise<string> {
  try {
    await asked
  } catch (error) {
    if (toAppError(error).code === code) return 'works'
    throw error
  }
  throw new EngineError('INTERNAL', `${code} was expected`)
}

/** Resolves with the name of a thread's program when that answers, be it that it makes nothing of what it is told. */
function answered(program: string): Promise<string> {
  const worker = new Worker(program)
  return new Promise<string>((resolve, reject) => {
    worker.once('message', () => {
      resolve(basename(program))
    })
    worker.once('error', reject)
    worker.once('exit', () => {
      reject(new EngineError('INTERNAL', `${program} ended without an answer`))
    })
    worker.postMessage({})
  }).finally(() => worker.terminate())
}

function lateness(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new EngineError('CANCELLED', 'it took too long'))
    })
  })
}
