import { parentPort, workerData } from 'node:worker_threads'
import { EngineError, errorCodes } from '#shared/errors.ts'
import type { FuzzReport, WorkerInput } from './run.ts'
import { allTargets } from './targets.ts'

const { dir, progress, only } = workerData as WorkerInput

/** What came of one input: `value` or a code of the engine. Anything else is a failure, told by its stack. */
async function outcomeOf(read: () => Promise<void>): Promise<{ outcome?: string; failure?: string }> {
  try {
    await read()
    return { outcome: 'value' }
  } catch (error) {
    if (error instanceof EngineError && errorCodes.includes(error.code) && error.message !== '')
      return { outcome: error.code }
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** Enough to see what is wrong; the same fault is often found a thousand times. */
const MAX_FAILURES = 25

const targets = await allTargets(dir)
for (const [number, target] of targets.entries()) {
  if (only !== undefined && !target.name.includes(only)) continue
  const report: FuzzReport = { target: target.name, inputs: 0, outcomes: {}, failures: [], milliseconds: 0 }
  const start = performance.now()
  for (const { damage, read } of target.inputs) {
    progress.set([number, report.inputs])
    const { outcome, failure } = await outcomeOf(read)
    if (outcome !== undefined) report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1
    else if (report.failures.length < MAX_FAILURES) {
      const described = JSON.stringify(damage, (_, value: unknown) =>
        typeof value === 'bigint' ? `0x${value.toString(16)}` : value,
      )
      report.failures.push(`input ${report.inputs}, ${described.slice(0, 500)}: ${failure}`)
    }
    report.inputs++
  }
  report.milliseconds = Math.round(performance.now() - start)
  parentPort!.postMessage(report)
}
