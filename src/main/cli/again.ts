import type { DatasetDigests } from '#engine/index.ts'
import { compareResult } from '#engine/io/compare-trees.ts'
import { exists } from '#engine/io/disk.ts'
import { EngineError } from '#shared/errors.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import type { ResultComparison } from '#shared/model/job.ts'
import { driftOf, driftText } from '#main/services/again/drift.ts'
import { nextOutput } from '#main/services/again/next-name.ts'
import type { StoredMerge } from '#main/services/history/records.ts'
import { openHistory, parseMergeId } from './history.ts'
import { countText } from './text.ts'

/** The recorded merge that `--again` names. Throws `MERGE_UNKNOWN`, or what opening the history gives. */
export async function recordedMerge(id: string): Promise<StoredMerge> {
  const number = parseMergeId(id)
  const { history, close } = await openHistory('read')
  try {
    return history.get(number)
  } finally {
    close()
  }
}

/** Where a repetition goes when `--out` is not given. */
export function repeatedOutput(merge: StoredMerge): Promise<string> {
  return nextOutput(merge.outputPath)
}

/** Throws `SOURCE_MISSING` naming the sources that are where they were no more. */
export async function refuseMissing(merge: StoredMerge): Promise<void> {
  const missing: string[] = []
  for (const { path } of merge.mergeSources) {
    if (!(await exists(path))) missing.push(path)
  }
  if (missing.length === 0) return
  throw new EngineError('SOURCE_MISSING', `not there any more: ${missing.join(', ')}`, {
    hint: `Name the datasets where they are now, in this order: ${merge.mergeSources.map(({ name }) => name).join(' ')}`,
  })
}

/** How the sources of a merge stand today, in its order. */
export function driftsOf(merge: StoredMerge, digests: readonly DatasetDigests[]): SourceDrift[] {
  return merge.mergeSources.map((source, i) => driftOf(source, digests[i]!))
}

/** The sources that are not what they were, a line each. */
export function driftLines({ mergeSources }: StoredMerge, drifts: readonly SourceDrift[]): string[] {
  return drifts.flatMap((drift, i) =>
    drift.kind === 'unchanged' ? [] : [`  ${mergeSources[i]!.name}: ${driftText(drift)}`],
  )
}

/** Compares the result of a repetition, which is there by now, with the earlier one. */
export async function compareWithEarlier(
  merge: StoredMerge,
  output: string,
  signal: AbortSignal,
): Promise<ResultComparison> {
  if (merge.status !== 'succeeded') return { kind: 'unknown', reason: 'the earlier merge did not succeed' }
  return await compareResult(merge.outputPath, output, signal)
}

/** How many files of a kind are named. */
const SHOWN = 10

/** A comparison with the result of an earlier merge, in words. */
export function comparisonText(merge: StoredMerge, comparison: ResultComparison): string {
  const earlier = `the result of #${merge.id} (${merge.outputPath})`
  switch (comparison.kind) {
    case 'identical':
      return `  Byte-identical with ${earlier}: ${countText(comparison.files, 'file')}`
    case 'unknown':
      return `  Not compared with ${earlier}: ${comparison.reason}`
    case 'different': {
      const { changed, added, removed, counts } = comparison
      return [
        `  Differs from ${earlier}:`,
        ...filesText('changed', changed, counts.changed),
        ...filesText('new', added, counts.added),
        ...filesText('gone', removed, counts.removed),
      ].join('\n')
    }
  }
}

function filesText(how: string, files: readonly string[], count: number): string[] {
  const more = count > SHOWN ? [`    … and ${(count - SHOWN).toLocaleString('en-US')} more ${how}`] : []
  return [...files.slice(0, SHOWN).map((file) => `    ${how}: ${file}`), ...more]
}
