import { setTimeout } from 'node:timers/promises'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { jobTaskSchema, type FromJob, type JobOutcome, type ToJob } from './job-messages.ts'
import { parentLink } from './parent.ts'
import { runMerge } from './run-merge.ts'

/** How long the last message may take to be heard. */
const HEARING_MS = 5000

// The process of one merge: it is told what to merge, tells how far it is, says once how it ended, and ends when that was heard.
const parent = parentLink()
const controller = new AbortController()
const heard = Promise.withResolvers<undefined>()
let isEnding = false
let isRunning = false

parent.onMessage((message) => {
  const told = message as ToJob
  if (told.kind === 'cancel') controller.abort()
  else if (told.kind === 'end') heard.resolve(undefined)
  else if (!isRunning) {
    isRunning = true
    void run(told.task)
  }
})
parent.onGone(() => {
  controller.abort()
  heard.resolve(undefined)
  if (!isRunning) process.exit()
})
// Ctrl+C goes to every process of a terminal; the parent decides what to do about it.
process.on('SIGINT', () => undefined)
for (const event of ['unhandledRejection', 'uncaughtException'] as const)
  process.on(event, (thrown: unknown) => void end(outcomeOf(thrown)))

async function run(task: unknown): Promise<void> {
  try {
    const report = await runMerge(jobTaskSchema.parse(task), {
      signal: controller.signal,
      onProgress: (progress) => {
        tell({ kind: 'progress', progress })
      },
      onPlanned: (planned) => {
        tell({ kind: 'planned', ...planned })
      },
      onPublished: (report) => {
        tell({ kind: 'published', report })
      },
    })
    await end({ kind: 'succeeded', report })
  } catch (thrown) {
    await end(outcomeOf(thrown))
  }
}

function tell(message: FromJob): void {
  if (!isEnding) parent.send(message)
}

async function end(outcome: JobOutcome): Promise<void> {
  if (isEnding) return
  isEnding = true
  parent.send(outcome)
  // Electron tells of the end of a process by another way than its messages: it may overtake the last one, which is lost then.
  await Promise.race([heard.promise, setTimeout(HEARING_MS)])
  process.exit(outcome.kind === 'failed' ? 1 : 0)
}

/** What was thrown after all was asked to stop tells of that, unless the engine says another thing of it. */
function isCancelled(thrown: unknown): boolean {
  return controller.signal.aborted && (!(thrown instanceof EngineError) || thrown.code === 'CANCELLED')
}

function outcomeOf(thrown: unknown): JobOutcome {
  if (isCancelled(thrown)) return { kind: 'cancelled' }
  if (!(thrown instanceof EngineError)) process.stderr.write(`${stackOf(thrown)}\n`)
  const { details, ...error } = toAppError(thrown)
  const { findings, ...others } = details ?? {}
  return {
    kind: 'failed',
    error: Object.keys(others).length === 0 ? error : { ...error, details: others },
    findings: Array.isArray(findings) ? (findings as Finding[]) : [],
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
