import { join } from 'node:path'
import { provide, resultFolder, sessions } from '../data/sets.ts'
import { folderBytes, interleave, median, merge, settle, type MergeRun } from '../measure.ts'
import type { WorkerTask } from '../merge-worker.ts'
import { canCopy, copyAndSync } from '../peers/copy.ts'
import { megabytes, seconds, spread, times, type Section } from '../report.ts'
import type { Context } from './context.ts'
import { phaseNote } from './phases.ts'

/** 80 datasets with two cameras, 1 GB together, against copying the same bytes. */
export async function measureSessions({ isQuick, say }: Context): Promise<Section> {
  const { datasets } = await provide(sessions(isQuick ? 8 : 80), say)
  const results = await resultFolder()
  const output = join(results, 'merged')
  const copy = join(results, 'copy')
  const task: WorkerTask = { sources: datasets, output, quantiles: 'exact', until: 'written' }
  const bytesIn = (await Promise.all(datasets.map(folderBytes))).reduce((sum, bytes) => sum + bytes, 0)
  const hasCopy = await canCopy()
  let resultBytes = 0
  const mergeUntil = async (until: WorkerTask['until']): Promise<MergeRun> => {
    await settle(output)
    const done = await merge({ ...task, until })
    resultBytes = await folderBytes(output)
    await settle(output)
    return done
  }
  say('merging 80 datasets: a round to warm up, then the rounds that count')
  await mergeUntil('written')
  const runs = await interleave(isQuick ? 3 : 7, {
    copy: async () => (hasCopy ? (await copyAndSync(datasets, copy)).seconds : NaN),
    plain: () => mergeUntil('written'),
    verified: () => mergeUntil('verified'),
  })
  const copied = hasCopy ? median(runs.copy) : null
  const plain = runs.plain.map((done) => done.seconds)
  const verified = runs.verified.map((done) => done.seconds)
  const versus = (own: readonly number[]): number | null => (copied === null ? null : median(own) / copied)
  const one = runs.plain.at(-1)!
  const proved = runs.verified.at(-1)!
  return {
    title: `${datasets.length} datasets, ${megabytes(bytesIn)}, ${one.episodes} episodes, two cameras; fsync included`,
    lines: [
      ...(copied === null
        ? []
        : [{ what: 'cp -r && sync', value: seconds(copied), ratio: times(1), remark: spread(runs.copy) }]),
      {
        what: 'merge, not verified',
        value: seconds(median(plain)),
        ...ratioOf(versus(plain)),
        remark: spread(plain),
      },
      {
        what: 'merge, verified',
        value: seconds(median(verified)),
        ...ratioOf(versus(verified)),
        remark: spread(verified),
      },
      { what: 'bytes written per byte in', value: (one.bytesWritten / bytesIn).toFixed(4) },
      { what: 'bytes of the result per byte in', value: (resultBytes / bytesIn).toFixed(4) },
      { what: 'bytes read per byte in', value: (readBy(one) / bytesIn).toFixed(3) },
      { what: 'bytes read per byte in, verified', value: (readBy(proved) / bytesIn).toFixed(3) },
    ],
    figures: {
      merge_vs_cp: versus(plain),
      merge_verified_vs_cp: versus(verified),
      cp_s: copied,
      merge_s: median(plain),
      merge_verified_s: median(verified),
      bytes_written_per_byte_in: (one.systemWritten ?? one.bytesWritten) / bytesIn,
      result_bytes_per_byte_in: resultBytes / bytesIn,
      bytes_read_per_byte_in: readBy(one) / bytesIn,
      bytes_read_verified_per_byte_in: readBy(proved) / bytesIn,
    },
    notes: [
      phaseNote('not verified', one),
      phaseNote('verified', proved),
      ...(hasCopy ? [] : ['There is no cp and sync on this machine: no ratio.']),
    ],
    runs: { ...(hasCopy ? { cp_s: runs.copy } : {}), merge_s: plain, merge_verified_s: verified },
  }
}

/** What the system counted, program code included; elsewhere what the engine counted. */
function readBy({ systemRead, bytesRead }: MergeRun): number {
  return systemRead ?? bytesRead
}

function ratioOf(ratio: number | null): { ratio?: string } {
  return ratio === null ? {} : { ratio: times(ratio) }
}
