import { fork, spawn, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import type { FromJob, JobTask, ToJob } from '#main/runner/job-messages.ts'
import { buildIfStale } from '../../../scripts/build-if-stale.js'
import type { ChildFault } from '../inject/child-fault.ts'
import { optionFlags } from './scenario.ts'

const register = join(import.meta.dirname, '../inject/register.ts')

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** Runs the built command line as users do; a fault may come over it. */
export async function episplice(
  args: readonly string[],
  fault: ChildFault = {},
  closed: readonly ('stdout' | 'stderr')[] = [],
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', register, buildIfStale(), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(fault),
  })
  for (const name of closed) child[name].destroy()
  return await ended(child)
}

/** The arguments of a merge of the sources of a scenario. */
export function mergeArguments(sources: readonly string[], output: string, ...more: string[]): string[] {
  return ['merge', ...sources, '--out', output, ...optionFlags, '--no-history', ...more]
}

/** Runs the process that the application starts for a merge, and hears it out as the application does. */
export async function job(task: JobTask, fault: ChildFault): Promise<Ended> {
  const child = fork(join(dirname(buildIfStale()), 'job.js'), [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', register],
    env: environment(fault),
  })
  child.on('message', ({ kind }: FromJob) => {
    // It may be gone already, as a fault wanted it.
    if (kind !== 'progress' && kind !== 'planned' && child.connected)
      child.send({ kind: 'end' } satisfies ToJob, () => undefined)
  })
  child.send({ kind: 'run', task } satisfies ToJob)
  return await ended(child)
}

function environment(fault: ChildFault): NodeJS.ProcessEnv {
  return { ...process.env, EPISPLICE_TEST_FAULT: JSON.stringify(fault), NODE_NO_WARNINGS: '1' }
}

function ended(child: ChildProcess): Promise<Ended> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code, signal, output })
    })
  })
}
