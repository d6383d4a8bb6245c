import type { ResultComparison } from '#shared/model/job.ts'
import type { MergeOutcome } from './records.ts'

/** What the beginning of a merge is recorded as. */
export function startText(sources: number, outputPath: string): string {
  return `${sources === 1 ? '1 dataset' : `${sources} datasets`} into ${outputPath}`
}

/** What the end of a merge is recorded as. */
export function endingText(outcome: MergeOutcome): string {
  switch (outcome.status) {
    case 'succeeded':
      return `${outcome.episodes} episodes, ${outcome.frames} frames`
    case 'failed':
      return `${outcome.error.code}: ${outcome.error.message}`
    case 'cancelled':
      return 'nothing was left behind'
  }
}

/** How a result compares with the earlier one, in a sentence without a full stop. */
export function comparisonText(comparison: ResultComparison): string {
  switch (comparison.kind) {
    case 'identical':
      return `byte-identical with the earlier result: ${comparison.files} files`
    case 'different': {
      const { changed, added, removed } = comparison
      const parts = [
        [changed.length, 'changed'],
        [added.length, 'new'],
        [removed.length, 'gone'],
      ] as const
      const counts = parts.filter(([files]) => files > 0).map(([files, how]) => `${files} files ${how}`)
      const first = [...changed, ...added, ...removed][0]
      return `differs from the earlier result: ${counts.join(', ')}, the first is ${first ?? ''}`
    }
    case 'unknown':
      return `not compared with the earlier result: ${comparison.reason}`
  }
}
