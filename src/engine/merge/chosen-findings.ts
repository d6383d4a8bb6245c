import { brokenEpisodes, type Finding, type Fix } from '#shared/findings.ts'
import type { Dataset } from '#engine/dataset/open.ts'

/** Numbers of the episodes that are taken of each source, in their new order; all where undefined. */
export type ChosenEpisodes = readonly (readonly number[] | undefined)[]

/**
 * What a choice of episodes makes of findings that are confined to episodes. Where all of these are left out, one that
 * would block is only told (`isLeftOut`), and other ones are gone; else they are about the chosen ones alone. What still
 * blocks gets the fix that leaves all broken episodes out, unless nothing would remain.
 */
export function chosenFindings(
  findings: readonly Finding[],
  sources: readonly Dataset[],
  chosen: ChosenEpisodes,
): Finding[] {
  const taken = chosen.map((episodes) => episodes && new Set(episodes))
  const own = findings.flatMap((finding): Finding[] => {
    const { source, episodes } = finding
    const ofSource = source === undefined ? undefined : taken[source]
    if (episodes === undefined || ofSource === undefined) return [finding]
    const left = episodes.filter((episode) => ofSource.has(episode))
    if (left.length === episodes.length) return [finding]
    if (left.length > 0) return [{ ...finding, episodes: left }]
    return finding.tier === 'blocking' ? [{ ...finding, tier: 'advisory', isLeftOut: true }] : []
  })
  const fix = leaveOut(own, sources, chosen)
  if (fix === undefined) return own
  return own.map((finding) =>
    finding.tier === 'blocking' && finding.episodes !== undefined ? { ...finding, fix } : finding,
  )
}

function leaveOut(
  findings: readonly Finding[],
  sources: readonly Dataset[],
  chosen: ChosenEpisodes,
): Fix | undefined {
  const broken = brokenEpisodes(findings)
  const count = [...broken.values()].reduce((sum, episodes) => sum + episodes.size, 0)
  if (count === 0) return undefined
  const remains = withoutBroken(sources, chosen, findings).some(
    (own, source) => (own ?? sources[source]!.episodes).length > 0,
  )
  if (!remains) return undefined
  return {
    option: '--skip-broken',
    label: count === 1 ? 'Leave out the broken episode' : `Leave out the ${count} broken episodes`,
  }
}

/**
 * The choice of episodes without those that blocking findings are confined to: told one by one for sources that have
 * such episodes, as it was for all others.
 */
export function withoutBroken(
  sources: readonly Dataset[],
  chosen: ChosenEpisodes,
  findings: readonly Finding[],
): ChosenEpisodes {
  const broken = brokenEpisodes(findings)
  return sources.map((dataset, source) => {
    const own = broken.get(source)
    const episodes = chosen[source] ?? (own && dataset.episodes.map(({ record }) => record.index))
    return own === undefined ? episodes : episodes?.filter((episode) => !own.has(episode))
  })
}
