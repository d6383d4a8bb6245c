import { join } from 'node:path'
import { provide, resultFolder, stateOnly } from '../data/sets.ts'
import { folderBytes, interleave, median, merge, settle, type MergeRun } from '../measure.ts'
import type { WorkerTask } from '../merge-worker.ts'
import { canCopy, copyAndSync } from '../peers/copy.ts'
import { mergeWithPyarrow } from '../peers/pyarrow.ts'
import { megabytes, seconds, spread, times, type Line, type Section } from '../report.ts'
import type { Context } from './context.ts'
import { phaseNote } from './phases.ts'

/** Four data files of rows without cameras against merging them with pyarrow, and against copying them. */
export async function measureRows({ isQuick, python, say }: Context): Promise<Section> {
  const { datasets } = await provide(stateOnly(isQuick ? 240 : 2400), say)
  const results = await resultFolder()
  const output = join(results, 'merged')
  const bytesIn = (await Promise.all(datasets.map(folderBytes))).reduce((sum, bytes) => sum + bytes, 0)
  const hasCopy = await canCopy()
  const mergeAs = async (
    quantiles: WorkerTask['quantiles'],
    until: WorkerTask['until'],
  ): Promise<MergeRun> => {
    await settle(output)
    const done = await merge({ sources: datasets, output, quantiles, until })
    await settle(output)
    return done
  }
  say('merging rows: a round to warm up, then the rounds that count')
  await mergeAs('bounds', 'written')
  const runs = await interleave(3, {
    pyarrow: async () =>
      python === undefined
        ? NaN
        : (await mergeWithPyarrow(python, datasets, join(results, 'pyarrow'))).seconds,
    copy: async () => (hasCopy ? (await copyAndSync(datasets, join(results, 'copy'))).seconds : NaN),
    bounds: () => mergeAs('bounds', 'written'),
    exact: () => mergeAs('exact', 'written'),
    verified: () => mergeAs('exact', 'verified'),
  })
  const whole = (merges: readonly MergeRun[]): number[] => merges.map((done) => done.seconds)
  const [bounds, exact, verified] = [whole(runs.bounds), whole(runs.exact), whole(runs.verified)]
  const pyarrow = python === undefined ? null : median(runs.pyarrow)
  const copied = hasCopy ? median(runs.copy) : null
  const versus = (own: readonly number[], peer: number | null): number | null =>
    peer === null ? null : median(own) / peer
  const line = (what: string, own: readonly number[]): Line => ({
    what,
    value: seconds(median(own)),
    ...(pyarrow === null ? {} : { ratio: times(median(own) / pyarrow) }),
    remark: spread(own),
  })
  return {
    title: `${(datasets.length * (isQuick ? 240 : 2400) * 300) / 1e6} million rows without cameras, ${megabytes(bytesIn)} in four files, 300 rows a row group`,
    lines: [
      ...(python === undefined ? [] : [line(`pyarrow ${python.pyarrow}, data files only`, runs.pyarrow)]),
      ...(hasCopy ? [line('cp -r && sync', runs.copy)] : []),
      line('merge, --quantiles bounds', bounds),
      line('merge, exact quantiles', exact),
      line('merge, exact quantiles, verified', verified),
    ],
    figures: {
      rows_vs_pyarrow: versus(bounds, pyarrow),
      rows_exact_quantiles_vs_pyarrow: versus(exact, pyarrow),
      rows_verified_vs_pyarrow: versus(verified, pyarrow),
      rows_vs_cp: versus(bounds, copied),
      rows_pyarrow_s: pyarrow,
      rows_cp_s: copied,
      rows_merge_s: median(bounds),
      rows_merge_exact_quantiles_s: median(exact),
      rows_merge_verified_s: median(verified),
    },
    notes: [
      phaseNote('bounds', runs.bounds.at(-1)!),
      phaseNote('exact', runs.exact.at(-1)!),
      phaseNote('exact, verified', runs.verified.at(-1)!),
      ...(python === undefined
        ? ['No Python with pyarrow was found (EPISPLICE_BENCH_PYTHON, python3): no ratio to pyarrow.']
        : []),
      ...(hasCopy ? [] : ['There is no cp and sync on this machine.']),
    ],
    runs: {
      ...(python === undefined ? {} : { rows_pyarrow_s: runs.pyarrow }),
      ...(hasCopy ? { rows_cp_s: runs.copy } : {}),
      rows_merge_s: bounds,
      rows_merge_exact_quantiles_s: exact,
      rows_merge_verified_s: verified,
    },
  }
}
