import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FromJob, JobNews, JobOutcome, JobTask, RunReport, ToJob } from '#main/runner/job-messages.ts'
import { findLeftovers, removeLeftover } from '#engine/index.ts'
import { errnoOf } from '#engine/io/write-error.ts'
import type { Host } from '#main/services/host.ts'

/** How long a process that was asked to cancel may clean up after itself. */
const PATIENCE_MS = 5000
/** Of what a crashed process printed last. */
const TAIL_CHARACTERS = 4000

/** What is heard from a process of a job. */
export interface JobProcessListeners {
  /** Asks it to cancel; ends it for good when it does not listen. */
  readonly signal: AbortSignal
  readonly onMessage: (message: JobNews) => void
  readonly onOutput: (text: string) => void
  readonly patienceMs?: number | undefined
}

/**
 * Runs one merge in a process of its own and resolves when that has ended and what was half-made is removed, or named.
 * A merge whose result is published succeeded, however its process ended after that. Otherwise a process that ended
 * without a word failed with `JOB_CRASHED`, or was cancelled when that was asked for and its result is not there.
 * Rejects only where no process can be started.
 */
export async function runJobProcess(
  fork: Host['fork'],
  task: JobTask,
  { signal, onMessage, onOutput, patienceMs = PATIENCE_MS }: JobProcessListeners,
): Promise<JobOutcome> {
  const wasThere = await isThere(task.output)
  const child = fork('job')
  const exit = Promise.withResolvers<number | undefined>()
  const tell = (message: ToJob): void => {
    child.send(message)
  }
  let published: RunReport | undefined
  let outcome: JobOutcome | undefined
  let tail = ''
  child.onMessage((message) => {
    const told = message as FromJob
    if (told.kind === 'progress' || told.kind === 'planned') onMessage(told)
    else if (told.kind === 'published') published = told.report
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
  if (published !== undefined) return { kind: 'succeeded', report: published }
  // Without a word of it, the result may have got its name just before the end: what was made is in the staging folder
  // until then.
  const isDone =
    outcome === undefined &&
    !wasThere &&
    !(await isThere(join(stagingOf(task), 'dataset'))) &&
    (await isThere(task.output))
  const leftover = await removeStaging(task)
  if (outcome?.kind === 'failed') return outcome
  if (!isDone && (outcome !== undefined || signal.aborted))
    return { kind: 'cancelled', ...(leftover === undefined ? {} : { leftover }) }
  const hint = isDone ? `The result is complete: ${task.output}. Verify it to be sure.` : retryHint(leftover)
  return crashed(code, tail.trim(), hint)
}

function stagingOf({ output, id }: JobTask): string {
  return `${output}.partial-${id}`
}

/** A process that crashed or was killed could not remove what it had written. Returns what stays all the same. */
async function removeStaging(task: JobTask): Promise<string | undefined> {
  const staging = stagingOf(task)
  try {
    for (const { path } of await findLeftovers(task.output))
      if (path === staging) await removeLeftover(task.output, path)
  } catch {
    // The next merge to this place tells and offers to remove it.
  }
  return (await isThere(staging)) ? staging : undefined
}

/** A disk that does not answer says nothing of what is on it: true. */
async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => errnoOf(error) !== 'ENOENT',
  )
}

function retryHint(leftover: string | undefined): string {
  const left =
    leftover === undefined
      ? 'Nothing half-made is left'
      : `What it had written could not be removed: ${leftover}`
  return `${left}. The sources are untouched. Retry; if it crashes again, copy the issue report.`
}

function crashed(code: number | undefined, output: string, hint: string): JobOutcome {
  const how = code === undefined ? 'was ended by the system' : `ended with code ${code}`
  return {
    kind: 'failed',
    findings: [],
    error: {
      code: 'JOB_CRASHED',
      message: `the process of the merge ${how}`,
      hint,
      details: { exitCode: code ?? null, output },
    },
  }
}
