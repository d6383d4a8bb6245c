import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { FromJob, JobTask, RunReport, ToJob } from '#main/runner/job-messages.ts'
import type { RunnerProcess } from '#main/services/host.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { runJobProcess } from './job-process.ts'

const task: JobTask = {
  id: 'x',
  recipe: {
    episplice: 'recipe/1',
    sources: [{ name: 'a', fingerprint: 'b' }],
    options: mergeOptionsSchema.parse({}),
  },
  output: '/nowhere/at-all',
  verify: true,
  acceptChanges: false,
  resume: false,
}

function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'episplice-job-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
  return dir
}

/** A process that does what the test says. */
class ScriptedProcess implements RunnerProcess {
  readonly told: ToJob['kind'][] = []
  isKilled = false
  say: (message: FromJob) => void = () => undefined
  print: (text: string) => void = () => undefined
  exit: (code: number | undefined) => void = () => undefined
  readonly #onTold: (message: ToJob, self: ScriptedProcess) => void

  constructor(onTold: (message: ToJob, self: ScriptedProcess) => void) {
    this.#onTold = onTold
  }

  readonly send = (message: unknown): void => {
    this.told.push((message as ToJob).kind)
    this.#onTold(message as ToJob, this)
  }
  readonly onMessage = (listener: (message: unknown) => void): void => {
    this.say = listener
  }
  readonly onOutput = (listener: (text: string) => void): void => {
    this.print = listener
  }
  readonly onExit = (listener: (code: number | undefined) => void): void => {
    this.exit = listener
  }
  readonly kill = (): void => {
    this.isKilled = true
    this.exit(undefined)
  }
}

function run(child: ScriptedProcess, signal = new AbortController().signal, output = task.output) {
  const listeners = { signal, patienceMs: 20, onMessage: () => undefined, onOutput: () => undefined }
  return runJobProcess(() => child, { ...task, output }, listeners)
}

it('ends a process that does not listen when asked to cancel', async () => {
  const controller = new AbortController()
  const deaf = new ScriptedProcess(({ kind }) => {
    if (kind === 'run') controller.abort()
  })
  expect(await run(deaf, controller.signal)).toEqual({ kind: 'cancelled' })
  expect(deaf.told).toEqual(['run', 'cancel'])
  expect(deaf.isKilled).toBe(true)
})

it('names what a process left that was ended and that cannot be removed', async () => {
  const output = join(scratch(), 'week')
  // Just made, it may be another one's.
  mkdirSync(`${output}.partial-x`)
  const killed = (signal: AbortSignal) =>
    run(
      new ScriptedProcess(({ kind }, { exit }) => {
        if (kind === 'run') exit(undefined)
      }),
      signal,
      output,
    )
  const leftover = `${output}.partial-x`
  expect(await killed(AbortSignal.abort())).toEqual({ kind: 'cancelled', leftover })
  const crash = await killed(new AbortController().signal)
  expect(crash.kind === 'failed' && crash.error.hint).toContain(`could not be removed: ${leftover}.`)
})

const report: RunReport = {
  episodes: 1,
  frames: 2,
  tasks: 1,
  files: 3,
  bytesRead: 4,
  bytesWritten: 5,
  verification: undefined,
  comparison: { kind: 'unknown', reason: 'not yet' },
  repairs: [],
  leftOut: [],
}

it.each([
  ['is killed while it compares', undefined],
  ['says that it was cancelled', { kind: 'cancelled' }],
  ['fails', { kind: 'failed', error: { code: 'INTERNAL', message: 'a bug' }, findings: [] }],
] as const)(
  'takes a merge for done whose result is published, although its process then %s',
  async (_, last) => {
    const published = new ScriptedProcess(({ kind }, { say, exit }) => {
      if (kind !== 'run') return
      say({ kind: 'published', report })
      if (last !== undefined) say(last)
      exit(last === undefined ? undefined : 1)
    })
    expect(await run(published, AbortSignal.abort())).toEqual({ kind: 'succeeded', report })
  },
)

it('names the result of a process that was killed before it could say that it is there', async () => {
  const output = join(scratch(), 'week')
  const killed = (make: string) =>
    new ScriptedProcess(({ kind }, { exit }) => {
      if (kind === 'run') mkdirSync(make, { recursive: true })
      if (kind === 'run') exit(undefined)
    })
  const half = await run(killed(`${output}.partial-x/dataset`), AbortSignal.abort(), output)
  expect(half).toEqual({ kind: 'cancelled', leftover: `${output}.partial-x` })
  rmSync(`${output}.partial-x`, { recursive: true })
  const whole = await run(killed(output), AbortSignal.abort(), output)
  expect(whole).toMatchObject({ kind: 'failed', error: { code: 'JOB_CRASHED' } })
  expect(whole.kind === 'failed' && whole.error.hint).toContain(`The result is complete: ${output}.`)
  // Now it was there before: no word of this merge.
  expect(await run(killed(output), AbortSignal.abort(), output)).toEqual({ kind: 'cancelled' })
})

it('leaves a process alone that cancels in time', async () => {
  const controller = new AbortController()
  const polite = new ScriptedProcess(({ kind }, { say, exit }) => {
    if (kind === 'run')
      queueMicrotask(() => {
        controller.abort()
      })
    else if (kind === 'cancel') say({ kind: 'cancelled' })
    else exit(0)
  })
  expect(await run(polite, controller.signal)).toEqual({ kind: 'cancelled' })
  expect(polite.isKilled).toBe(false)
})

it('believes the first thing that a process says of its end', async () => {
  const failed = { kind: 'failed', error: { code: 'NO_SPACE', message: 'full' }, findings: [] } as const
  const process = new ScriptedProcess(({ kind }, { say, exit }) => {
    if (kind === 'end') return
    say(failed)
    say({ kind: 'cancelled' })
    exit(1)
  })
  expect(await run(process)).toEqual(failed)
  expect(process.told).toEqual(['run', 'end'])
})

it('says how a process crashed, with what it printed last', async () => {
  const crash = new ScriptedProcess((_message, { print, exit }) => {
    print('x'.repeat(10_000))
    print('out of memory\n')
    exit(134)
  })
  const outcome = await run(crash)
  expect(outcome).toMatchObject({
    kind: 'failed',
    error: { code: 'JOB_CRASHED', message: 'the process of the merge ended with code 134' },
  })
  const output = outcome.kind === 'failed' ? String(outcome.error.details?.['output']) : ''
  expect(output.endsWith('xout of memory')).toBe(true)
  expect(output.length).toBeLessThanOrEqual(4000)
})
