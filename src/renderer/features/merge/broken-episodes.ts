import { brokenEpisodes, type Finding } from '#shared/findings.ts'
import type { MergeDraft, SourceStatus } from '#shared/model/merge.ts'
import { withEpisodes } from './draft.ts'
import { currentPositions } from './sources-view.ts'

/** What was found, and in which sources; of those of an ended merge only the names are known. */
export interface Found {
  readonly findings: readonly Finding[]
  readonly sources: readonly (Pick<SourceStatus, 'name'> &
    Partial<Pick<SourceStatus, 'episodes' | 'listed'>>)[]
}

/** What was found about a draft, which may have changed since. */
export interface FoundAbout {
  readonly of: MergeDraft
  readonly preview: Found
}

/** Leaves all broken episodes out. */
export function withoutBroken(draft: MergeDraft, found: FoundAbout): MergeDraft {
  return [...brokenEpisodes(found.preview.findings)].reduce(
    (left, [source, episodes]) => withoutEpisodes(left, found, source, episodes),
    draft,
  )
}

/** Leaves some episodes of one source out; `source` is its position in the draft that was looked at. */
export function withoutEpisodes(
  draft: MergeDraft,
  { of, preview }: FoundAbout,
  source: number,
  episodes: ReadonlySet<number>,
): MergeDraft {
  const [position] = currentPositions([source], of, draft)
  const all = position === undefined ? undefined : draft.sources[position]?.episodes
  const kept = (all ?? preview.sources[source]?.listed)?.filter((episode) => !episodes.has(episode))
  return position === undefined || kept === undefined ? draft : withEpisodes(draft, position, kept)
}

/** Episodes that are left out because they are broken, by source of the draft that was looked at. */
export function leftOutEpisodes(findings: readonly Finding[]): ReadonlyMap<number, ReadonlySet<number>> {
  return brokenEpisodes(
    findings.flatMap((finding) => (finding.isLeftOut ? [{ ...finding, tier: 'blocking' as const }] : [])),
  )
}

/** Takes the broken episodes in again, each where its number belongs. */
export function withBroken(draft: MergeDraft, { of, preview }: FoundAbout): MergeDraft {
  let next = draft
  for (const [source, episodes] of leftOutEpisodes(preview.findings)) {
    const [position] = currentPositions([source], of, next)
    const kept = position === undefined ? undefined : next.sources[position]?.episodes
    if (position === undefined || kept === undefined) continue
    const all = [...episodes].sort((a, b) => a - b).reduce(withInserted, kept)
    const isWhole = all.length === preview.sources[source]?.episodes
    next = withEpisodes(next, position, isWhole ? undefined : all)
  }
  return next
}

function withInserted(episodes: readonly number[], episode: number): readonly number[] {
  const after = episodes.findIndex((other) => other > episode)
  return episodes.toSpliced(after === -1 ? episodes.length : after, 0, episode)
}
