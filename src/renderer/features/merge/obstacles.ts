import type { MergeDraft, MergePreview } from '#shared/model/merge.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { describe } from '#renderer/errors/describe.ts'
import { groupFindings } from './finding-groups.ts'
import { outputNameProblem } from './output-name.ts'

/** What stands in the way of a merge and is not seen in its preview. */
export interface OtherObstacles {
  /** Names of sources whose episodes are mistyped. */
  readonly mistyped: readonly string[]
  /** Sources of which nobody can tell which episodes are excluded. */
  readonly unreviewed: number
  /** The draft as it is now could not be looked at. */
  readonly isUnchecked: boolean
}

const none: OtherObstacles = { mistyped: [], unreviewed: 0, isUnchecked: false }

/** What has to be done before the merge can start, most basic first; empty when it can. */
export function obstaclesOf(
  draft: MergeDraft,
  preview: MergePreview | undefined,
  { mistyped, unreviewed, isUnchecked }: OtherObstacles = none,
): readonly string[] {
  if (draft.sources.length === 0) return ['Add the datasets to merge.']
  if (isUnchecked) return ['The merge could not be checked.']
  if (preview === undefined) return []
  const unreadable = preview.sources.filter(({ error }) => error !== undefined).length
  // As many as the screen shows.
  const stopping = groupFindings(preview.findings).filter(({ tier }) => tier !== 'advisory').length
  const name = draft.output.name === '' ? 'Name the result.' : outputNameProblem(draft.output.name)
  const obstacles = [
    ...mistyped.map((source) => `Correct the episodes of ${source}.`),
    ...(unreviewed > 0 && unreadable === 0
      ? [`It is not known which episodes of ${formatCountOf(unreviewed, 'source')} are excluded.`]
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
