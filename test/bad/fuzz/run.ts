import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

/*
 * Tries the readers on damaged input: `node test/bad/fuzz/run.ts [PART OF A TARGET'S NAME]`. Prints one line of JSON for
 * each target and one at the end for all. The readers run in a thread, so that this one can see when they hang.
 */

/** What came of one target. */
export interface FuzzReport {
  readonly target: string
  inputs: number
  /** How often each outcome: `value`, or a code of src/shared/errors.ts. */
  readonly outcomes: Record<string, number>
  /** Inputs that ended in anything else, the first of them, with their stacks. */
  readonly failures: string[]
  milliseconds: number
}

/** The last line. */
export interface FuzzEnd {
  /** The most memory that the process ever had, in bytes. */
  readonly peakBytes: number
  /** The input that a reader did not come back from. */
  readonly hangs: string | undefined
}

/** What the thread is given. `progress` holds the numbers of the target and of its input that are being tried. */
export interface WorkerInput {
  readonly dir: string
  readonly progress: Int32Array
  readonly only: string | undefined
}

/** Of computing, however busy the machine is: inputs take milliseconds, the worst of them under a second. */
const HANG_MS = 15_000

const dir = await mkdtemp(join(tmpdir(), 'episplice-fuzz-'))
const progress = new Int32Array(new SharedArrayBuffer(8))
const workerData: WorkerInput = { dir, progress, only: process.argv[2] }
const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData })
let hangs: string | undefined
let seen = ''
let seenAt = cpuMs()
const watchdog = setInterval(() => {
  const now = progress.join(' ')
  if (now !== seen) [seen, seenAt] = [now, cpuMs()]
  else if (cpuMs() - seenAt > HANG_MS) {
    hangs = `input ${progress[1]!} of target ${progress[0]!}`
    void worker.terminate()
  }
}, 250)
worker.on('message', (report: FuzzReport) => {
  console.log(JSON.stringify(report))
})
const failure = await new Promise<unknown>((resolve) => {
  worker.on('error', resolve).on('exit', () => {
    resolve(undefined)
  })
})
clearInterval(watchdog)
await rm(dir, { recursive: true })
const end: FuzzEnd = { peakBytes: process.resourceUsage().maxRSS * 1024, hangs }
console.log(JSON.stringify(end))
if (failure !== undefined) console.error(failure)
process.exitCode = failure === undefined && hangs === undefined ? 0 : 1

/** Milliseconds that all threads of this process have computed. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
