import { lstat } from 'node:fs/promises'
import type { FromJob, JobOutcome, JobTask, ToJob } from '#main/runner/job-messages.ts'
import { findLeftovers, removeLeftover } from '#engine/index.ts'
import type { Host } from '#main/services/host.ts'

/** How long a process that was asked to cancel may clean up after itself. */
const PATIENCE_MS = 5000
/** Of what a crashed process printed last. */
const TAIL_CHARACTERS = 4000

/** What is heard from a process of a job. */
export interface JobProcessListeners {
  /** Asks it to cancel; ends it for good when it does not listen. */
  readonly signal: AbortSignal
  readonly onMessage: (message: Exclude<FromJob, JobOutcome>) => void
  readonly onOutput: (text: string) => void
  readonly patienceMs?: number | undefined
}

/**
 * Runs one merge in a process of its own and resolves when that has ended and what was half-made is removed, or named: a process
 * that ended without a word failed with `JOB_CRASHED`, or was cancelled when that was asked for. Never rejects.
 */
export async function runJobProcess(
  fork: Host['fork'],
  task: JobTask,
  { signal, onMessage, onOutput, patienceMs = PATIENCE_MS }: JobProcessListeners,
): Promise<JobOutcome> {
  const child = fork('job')
  const exit = Promise.withResolvers<number | undefined>()
  const tell = (message: ToJob): void => {
    child.send(message)
  }
  let outcome: JobOutcome | undefined
  let tail = ''
  child.onMessage((message) => {
    const told = message as FromJob
    if (told.kind === 'progress' || told.kind === 'planned') onMessage(told)
    else if (outcome === undefined) {
      outcome = told
      tell({ kind: 'end' })
    }
  })
  child.onOutput((text) => {
    tail = `${tail}${text}`.slice(-TAIL_CHARACTERS)
    onOutput(text)
  })
  child.onExit(exit.resolve)
  let patience: NodeJS.Timeout | undefined
  const cancel = (): void => {
    tell({ kind: 'cancel' })
    patience = setTimeout(child.kill, patienceMs)
  }
  tell({ kind: 'run', task })
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel, { once: true })
  const code = await exit.promise
  signal.removeEventListener('abort', cancel)
  clearTimeout(patience)
  if (outcome?.kind === 'succeeded') return outcome
  const leftover = await removeStaging(task)
  if (outcome?.kind === 'failed') return outcome
  if (outcome !== undefined || signal.aborted)
    return { kind: 'cancelled', ...(leftover === undefined ? {} : { leftover }) }
  return crashed(code, tail.trim(), leftover)
}

/** A process that crashed or was killed could not remove what it had written. Returns what stays all the same. */
async function removeStaging({ output, id }: JobTask): Promise<string | undefined> {
  const staging = `${output}.partial-${id}`
  try {
    for (const { path } of await findLeftovers(output))
      if (path === staging) await removeLeftover(output, path)
  } catch {
    // The next merge to this place tells and offers to remove it.
  }
  const isGone = await lstat(staging).then(() => false, isMissing)
  return isGone ? undefined : staging
}

/** A disk that does not answer says nothing of what is on it. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function crashed(code: number | undefined, output: string, leftover: string | undefined): JobOutcome {
  const left =
    leftover === undefined
      ? 'Nothing half-made is left'
      : `What it had written could not be removed: ${leftover}`
  const how = code === undefined ? 'was ended by the system' : `ended with code ${code}`
  return {
    kind: 'failed',
    findings: [],
    error: {
      code: 'JOB_CRASHED',
      message: `the process of the merge ${how}`,
      hint: `${left}. The sources are untouched. Retry; if it crashes again, copy the issue report.`,
      details: { exitCode: code ?? null, output },
    },
  }
}
