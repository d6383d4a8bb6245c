import type { MergeDraft, MergePreview } from '#shared/model/merge.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { describe } from '#renderer/errors/describe.ts'
import { outputNameProblem } from './output-name.ts'

/**
 * What has to be done before the merge can start, most basic first; empty when it can. Of `unreviewed` datasets it is not
 * known which episodes are excluded.
 */
export function obstaclesOf(
  draft: MergeDraft,
  preview: MergePreview | undefined,
  unreviewed: readonly PlaceId[] = [],
): readonly string[] {
  if (draft.sources.length === 0) return ['Add the datasets to merge.']
  if (preview === undefined) return []
  const unreadable = preview.sources.filter(({ error }) => error !== undefined).length
  const stopping = preview.findings.filter(({ tier }) => tier !== 'advisory').length
  const name = draft.output.name === '' ? 'Name the result.' : outputNameProblem(draft.output.name)
  const unknown = draft.sources.filter(
    ({ place, episodes }) => episodes === undefined && unreviewed.includes(place),
  ).length
  const obstacles = [
    ...(unknown > 0
      ? [
          `The review of ${formatCountOf(unknown, 'source')} could not be read. Remove and add again, or choose the episodes.`,
        ]
      : []),
    ...(unreadable > 0 ? [`${formatCountOf(unreadable, 'source')} cannot be read.`] : []),
    ...(stopping > 0 ? [`${formatCountOf(stopping, 'finding')} to settle first.`] : []),
    ...(preview.problem === undefined ? [] : [describe(preview.problem).body]),
    ...(preview.output.parent === undefined && draft.output.parent === undefined
      ? ['Choose the folder for the result.']
      : []),
    ...(name === undefined ? [] : [name]),
    ...(name === undefined && preview.output.problem !== undefined
      ? [describe(preview.output.problem).title]
      : []),
  ]
  return obstacles.length === 0 && preview.plan === undefined ? ['There is nothing to merge.'] : obstacles
}
