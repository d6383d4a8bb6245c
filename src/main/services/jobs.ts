import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import { jobId, type Job, type JobId, type JobState, type LogPage } from '#shared/model/job.ts'
import type { Place } from '#shared/model/place.ts'
import type { JobNews, JobOutcome } from '#main/runner/job-messages.ts'
import { version } from '#main/version.ts'
import type { History } from './history.ts'
import { settledEvents } from './history/event-text.ts'
import type { MergeOutcome } from './history/records.ts'
import { openJobLog, type JobLog } from './jobs/job-log.ts'
import { runJobProcess } from './jobs/job-process.ts'
import type { JobRequest } from './jobs/job-request.ts'
import { describeFinding, describeOutcome, describePlan, describeRequest } from './jobs/job-words.ts'
import type { Places } from './places.ts'
import type { ServiceContext } from './services.ts'

/** Ended jobs that are remembered; the history has them all. */
const MAX_ENDED = 100
/** Findings of one merge that are written into the history. */
const MAX_WARNINGS = 50

/** What jobs are made from. */
export interface JobsContext extends ServiceContext {
  readonly history: History
  readonly places: Places
  /** How long a process may take to cancel before it is ended. */
  readonly patienceMs?: number | undefined
}

/** A job and what only this side knows of it. */
interface Entry {
  job: Job
  readonly request: JobRequest
  readonly log: JobLog
  readonly cancel: AbortController
  /** The phase that was logged last. */
  phase: string | undefined
}

/**
 * Merges in the order in which they were asked for, one at a time, each in a process of its own. They live here: a
 * window that closes or a page that reloads changes nothing. Every one is in the history from the moment it is queued.
 */
export class Jobs {
  readonly #context: JobsContext
  /** In the order of queueing. */
  readonly #entries = new Map<JobId, Entry>()
  #working: Promise<void> | undefined
  #isClosed = false

  constructor(context: JobsContext) {
    this.#context = context
  }

  /** Queues a merge. Throws what the history throws when it cannot be written. */
  enqueue(request: JobRequest): JobId {
    if (this.#isClosed) throw new EngineError('NOT_AVAILABLE', 'the application is closing')
    const id = jobId.parse(randomUUID())
    const merge = this.#context.history.start({
      recipe: request.recipe,
      outputPath: request.output,
      verify: request.verify,
      version,
      by: 'app',
      again: request.again?.merge,
      episodesTotal: request.episodesTotal,
    })
    const log = openJobLog(this.#context.home, id)
    const job: Job = {
      id,
      merge,
      name: basename(request.output),
      outputPath: request.output,
      sources: request.recipe.sources.map(({ name }) => name),
      queuedMs: Date.now(),
      startedMs: undefined,
      endedMs: undefined,
      state: { kind: 'queued' },
    }
    log.add(`Episplice ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`)
    log.add(describeRequest(request))
    const entry: Entry = { job, request, log, cancel: new AbortController(), phase: undefined }
    this.#entries.set(id, entry)
    this.#change(entry, {})
    this.#working ??= this.#work()
    return id
  }

  /** Queued and running jobs, and the last of those that ended; newest first. */
  list(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job).reverse()
  }

  /** Those that have not ended, newest first. */
  unfinished(): readonly Job[] {
    return [...this.#entries.values()].flatMap((entry) => (isEnded(entry) ? [] : [entry.job])).reverse()
  }

  /** Throws `JOB_UNKNOWN`. */
  get(id: JobId): Job {
    return this.#entry(id).job
  }

  /** What was asked for. Throws `JOB_UNKNOWN`. */
  request(id: JobId): JobRequest {
    return this.#entry(id).request
  }

  /** Gives a job up; without effect once it has ended. Throws `JOB_UNKNOWN`. */
  cancel(id: JobId): void {
    const entry = this.#entry(id)
    const { state } = entry.job
    if (entry.cancel.signal.aborted || isEnded(entry)) return
    entry.log.add('cancelling')
    entry.cancel.abort()
    if (state.kind === 'running') this.#change(entry, { state: { ...state, isCancelling: true } })
    else this.#end(entry, { kind: 'cancelled' })
  }

  /** Queues the same merge again, as the sources are now when it was a change of them that ended it. */
  retry(id: JobId): JobId {
    const entry = this.#entry(id)
    if (!isEnded(entry)) throw new EngineError('INPUT_INVALID', 'the merge has not ended yet')
    const { state } = entry.job
    const isChange = state.kind === 'failed' && state.error.code === 'SOURCE_CHANGED'
    return this.enqueue({ ...entry.request, acceptChanges: entry.request.acceptChanges === true || isChange })
  }

  /** Lines `[from, from + count)` of a job's log. Throws `JOB_UNKNOWN`. */
  log(id: JobId, from: number, count: number): LogPage {
    return this.#entry(id).log.page(from, count)
  }

  /** The last lines of a job's log. Throws `JOB_UNKNOWN`. */
  lastLines(id: JobId, count: number): string[] {
    return this.#entry(id).log.lines().slice(-count)
  }

  /** Cancels everything and resolves when all processes have ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    // The queue from its end: none of them shall start because the one before it is gone.
    for (const { id } of this.list()) this.cancel(id)
    await this.#working
  }

  async #work(): Promise<void> {
    for (;;) {
      const next = [...this.#entries.values()].find(({ job }) => job.state.kind === 'queued')
      if (next === undefined) break
      try {
        await this.#run(next)
      } catch (thrown) {
        // No process could be started, or its result not be named: the others go on.
        this.#end(next, { kind: 'failed', error: toAppError(thrown), findings: [] })
      }
    }
    this.#working = undefined
  }

  async #run(entry: Entry): Promise<void> {
    const { host, places, patienceMs } = this.#context
    const { request, job } = entry
    const progress = { phase: 'open', fraction: 0, bytesDone: 0, bytesTotal: 0 } as const
    this.#change(entry, {
      startedMs: Date.now(),
      state: { kind: 'running', progress, isCancelling: false },
    })
    const task = {
      id: job.id,
      recipe: request.recipe,
      output: request.output,
      verify: request.verify,
      acceptChanges: request.acceptChanges ?? false,
      resume: request.resume ?? false,
      compareWith: request.again?.output,
    }
    const outcome = await runJobProcess((name) => host.fork(name), task, {
      signal: entry.cancel.signal,
      patienceMs,
      onMessage: (message) => {
        this.#hear(entry, message)
      },
      onOutput: (text) => {
        entry.log.add(text)
      },
    })
    const output =
      outcome.kind === 'succeeded'
        ? ((await places.tryAdmit(request.output)) ?? places.peek(request.output))
        : undefined
    this.#end(entry, outcome, output)
  }

  #hear(entry: Entry, message: JobNews): void {
    const { state, merge } = entry.job
    if (state.kind !== 'running') return
    if (message.kind === 'planned') {
      entry.log.add(describePlan(message.totals))
      for (const finding of message.findings) entry.log.add(describeFinding(finding, entry.job.sources))
      this.#record(entry, (history) => {
        history.addDigests(merge, message.digests)
        for (const finding of message.findings.slice(0, MAX_WARNINGS))
          history.addEvent(merge, 'warning', finding.message)
      })
      return
    }
    const { phase } = message.progress
    if (phase !== entry.phase) entry.log.add(`phase: ${phase}`)
    entry.phase = phase
    this.#change(entry, { state: { ...state, progress: message.progress } })
  }

  #end(entry: Entry, outcome: JobOutcome, output?: Place): void {
    const endedMs = Date.now()
    const seconds = (endedMs - (entry.job.startedMs ?? endedMs)) / 1000
    if (outcome.kind === 'succeeded') {
      for (const { kind, message } of settledEvents(outcome.report, entry.job.sources))
        entry.log.add(`${kind}: ${message}`)
    }
    entry.log.add(describeOutcome(outcome, seconds))
    this.#record(entry, (history) => {
      if (outcome.kind === 'succeeded') history.addSettled(entry.job.merge, outcome.report, entry.job.sources)
      history.finish(entry.job.merge, recorded(outcome), seconds)
    })
    this.#change(entry, { endedMs, state: stateOf(outcome, seconds, output) })
    const ended = [...this.#entries.values()].filter(isEnded)
    for (const { job } of ended.slice(0, -MAX_ENDED)) this.#entries.delete(job.id)
  }

  /** The history may be locked for long, or its disk full: the merge goes on, and everyone is told. */
  #record(entry: Entry, write: (history: History) => void): void {
    try {
      write(this.#context.history)
    } catch (thrown) {
      const error = toAppError(thrown)
      entry.log.add(`the history could not be written: ${error.message}`)
      this.#context.events.publish('app.notice', { error })
    }
  }

  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change }
    this.#context.events.publish('jobs.changed', { job: entry.job })
  }

  #entry(id: JobId): Entry {
    const entry = this.#entries.get(id)
    if (entry !== undefined) return entry
    throw new EngineError('JOB_UNKNOWN', `there is no job ${id}`, {
      hint: 'It ended before the application was started again; the history has it.',
    })
  }
}

function isEnded({ job }: Entry): boolean {
  return job.endedMs !== undefined
}

function stateOf(outcome: JobOutcome, seconds: number, output: Place | undefined): JobState {
  if (outcome.kind !== 'succeeded') return outcome
  if (output !== undefined) return { kind: 'succeeded', report: { ...outcome.report, output, seconds } }
  // Whoever queued it has checked that; a host that may not even name the result has nothing to show.
  const error: AppError = { code: 'PLACE_OUTSIDE', message: 'the result is not in a served folder' }
  return { kind: 'failed', error, findings: [] }
}

function recorded(outcome: JobOutcome): MergeOutcome {
  if (outcome.kind === 'cancelled') return { status: 'cancelled', leftover: outcome.leftover }
  if (outcome.kind === 'failed') return { status: 'failed', error: outcome.error }
  const { episodes, frames, bytesWritten, verification, comparison } = outcome.report
  return { status: 'succeeded', episodes, frames, bytes: bytesWritten, verification, comparison }
}
