import type { Finding } from '#shared/findings.ts'
import type { SettledFindings } from '#shared/model/job.ts'
import type { MergePlan } from '#shared/plan.ts'

/**
 * Tells apart what a merge by this plan settles by itself, what it leaves out, and `open`, all the rest. What is the
 * matter with episodes and files that do not go into the result is no repair, and is left out of all three.
 */
export function settledBy(
  plan: MergePlan,
  findings: readonly Finding[],
): SettledFindings & { readonly open: readonly Finding[] } {
  const used = plan.recipe.sources.map(() => ({ episodes: new Set<number>(), files: new Set<string>() }))
  for (const { source, episode, frames } of plan.episodes) {
    const own = used[source]!
    own.episodes.add(episode)
    for (const { file } of Object.values(frames)) own.files.add(file)
  }
  const isDone = ({ code, source, subject, episodes }: Finding): boolean => {
    const own = source === undefined ? undefined : used[source]
    if (own === undefined) return true
    if (code === 'LEFTOVER_FRAMES') return own.files.has(subject ?? '')
    // An episode without frames is in no plan: that it is left out is the repair.
    if (code === 'EPISODE_EMPTY') return own.episodes.size > 0
    return episodes?.some((episode) => own.episodes.has(episode)) ?? own.episodes.size > 0
  }
  return {
    repairs: findings.filter((finding) => finding.repair !== undefined && isDone(finding)),
    leftOut: findings.filter(({ isLeftOut }) => isLeftOut),
    open: findings.filter(({ repair, isLeftOut }) => repair === undefined && isLeftOut !== true),
  }
}
