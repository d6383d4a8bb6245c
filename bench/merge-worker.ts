import { readFileSync } from 'node:fs'
import { check, openDatasets, plan, preflight, refuseIfBlocked, write } from '#engine/index.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import type { MergePhase, Progress } from '#shared/progress.ts'

/** What a worker is told, as JSON in its only argument. */
export interface WorkerTask {
  readonly sources: readonly string[]
  readonly output: string
  readonly quantiles: 'exact' | 'bounds'
  /** `plan` stops before anything is written. */
  readonly until: 'plan' | 'written' | 'verified'
}

/** What a worker found, as JSON on its standard output. Durations are seconds. */
export interface WorkerReport {
  /** From the start of the process to the first line of this file that does something. */
  readonly startup: number
  readonly open: number
  readonly check: number
  readonly plan: number
  readonly write: number
  /** Seconds of each phase of writing. */
  readonly phases: Readonly<Partial<Record<MergePhase, number>>>
  readonly bytesIn: number
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly episodes: number
  readonly checks: number
  /** Seconds of processor time, of all threads and of the system on their behalf. */
  readonly cpu: number
  /** Largest resident size of the process so far. */
  readonly peakBytes: number
  /** Bytes that the process asked the system for, its own program code included; null where /proc does not tell. */
  readonly systemRead: number | null
  readonly systemWritten: number | null
}

const now = () => performance.now() / 1000

/** The way of `episplice merge` from its sources to the published result, with a clock beside it. */
async function work({ sources, output, quantiles, until }: WorkerTask): Promise<WorkerReport> {
  const { signal } = new AbortController()
  const begun = now()
  const datasets = await openDatasets(sources, { signal })
  const opened = now()
  const options = mergeOptionsSchema.parse({ quantiles })
  const findings = await check(datasets, options)
  refuseIfBlocked(findings)
  const checked = now()
  const planned = await plan(datasets, { options, output })
  const ready = now()
  refuseIfBlocked(await preflight(planned))
  const clock = new PhaseClock()
  const report =
    until === 'plan'
      ? undefined
      : await write(planned, {
          sources: datasets,
          signal,
          verify: until === 'verified',
          onProgress: clock.update,
        })
  const done = now()
  return {
    startup: begun,
    open: opened - begun,
    check: checked - opened,
    plan: ready - checked,
    write: report === undefined ? 0 : done - ready,
    phases: clock.phases(),
    bytesIn: planned.totals.bytesIn,
    bytesRead: report?.bytesRead ?? 0,
    bytesWritten: report?.bytesWritten ?? 0,
    episodes: planned.totals.episodes,
    checks: report?.verification?.checks ?? 0,
    cpu: cpuSeconds(),
    peakBytes: peakBytes(),
    systemRead: counter('/proc/self/io', 'rchar'),
    systemWritten: counter('/proc/self/io', 'wchar'),
  }
}

/** Notes when each phase begins. */
class PhaseClock {
  readonly #starts = new Map<MergePhase, number>()

  readonly update = ({ phase }: Progress): void => {
    if (!this.#starts.has(phase)) this.#starts.set(phase, now())
  }

  phases(): WorkerReport['phases'] {
    const starts = [...this.#starts]
    return Object.fromEntries(
      starts.map(([phase, start], i) => [phase, (starts[i + 1]?.[1] ?? now()) - start]),
    )
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** `VmHWM`, because `maxRSS` begins with what the parent had when it forked. */
function peakBytes(): number {
  const kilobytes = counter('/proc/self/status', 'VmHWM') ?? process.resourceUsage().maxRSS
  return kilobytes * 1024
}

function counter(path: string, name: string): number | null {
  try {
    const [, value] = new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(readFileSync(path, 'utf8')) ?? []
    return value === undefined ? null : Number(value)
  } catch {
    return null // Not Linux.
  }
}

if (import.meta.main) {
  const task = JSON.parse(process.argv[2]!) as WorkerTask
  process.stdout.write(JSON.stringify(await work(task)))
}
