import { resolve } from 'node:path'
import type { DatasetDigests, MergeReport } from '#engine/index.ts'
import { toAppError } from '#shared/errors.ts'
import type { MergeId } from '#shared/model/history.ts'
import type { ResultComparison, SettledFindings } from '#shared/model/job.ts'
import type { MergePlan } from '#shared/plan.ts'
import { version } from '#main/version.ts'
import type { MergeOutcome } from '#main/services/history/records.ts'
import { openHistory } from './history.ts'
import { printNote } from './output.ts'

/** A merge that is about to run. */
export interface RecordedMerge {
  readonly planned: MergePlan
  readonly digests: readonly DatasetDigests[]
  readonly verify: boolean
  readonly again: MergeId | undefined
  readonly settled: SettledFindings
  /** Of the sources, by position. */
  readonly names: readonly string[]
}

/** The entry of one merge in the history. Trouble with the history is told on standard error and ends no merge. */
export interface Recording {
  /** The merge's number; undefined where it is not recorded. */
  readonly id: MergeId | undefined
  readonly succeeded: (report: MergeReport, comparison: ResultComparison | undefined) => void
  readonly ended: (thrown: unknown) => void
}

/** Writes nothing down. */
export const noRecording: Recording = {
  id: undefined,
  succeeded: () => undefined,
  ended: () => undefined,
}

/** Begins the entry of a merge in the history that the application shows, too. */
export async function startRecording({
  planned,
  digests,
  verify,
  again,
  settled,
  names,
}: RecordedMerge): Promise<Recording> {
  try {
    const { history, close } = await openHistory('write')
    const id = history.start({
      recipe: planned.recipe,
      outputPath: resolve(planned.output),
      verify,
      version,
      by: 'command-line',
      again,
    })
    history.addDigests(id, digests)
    let isEnded = false
    const finish = (outcome: MergeOutcome): void => {
      if (isEnded) return
      isEnded = true
      try {
        if (outcome.status === 'succeeded') history.addSettled(id, settled, names)
        history.finish(id, outcome)
        close()
      } catch (error) {
        warn(error)
      }
    }
    return {
      id,
      succeeded: ({ totals, bytesWritten, verification }, comparison) => {
        const { episodes, frames } = totals
        finish({ status: 'succeeded', episodes, frames, bytes: bytesWritten, verification, comparison })
      },
      ended: (thrown) => {
        const error = toAppError(thrown)
        finish(error.code === 'CANCELLED' ? { status: 'cancelled' } : { status: 'failed', error })
      },
    }
  } catch (error) {
    warn(error)
    return noRecording
  }
}

function warn(thrown: unknown): void {
  const { message } = toAppError(thrown)
  printNote(`warning: this merge is not recorded in the history: ${message}`)
}
