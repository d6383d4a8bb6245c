import { sameJson } from '#engine/dataset/python-json.ts'
import type { VerifyContext } from './verify.ts'

/** Proves the metadata: counts, order of episodes, their files, tasks, and every episode's place in the plan. */
export function verifyMeta({ verifier, result, against, provenance }: VerifyContext): void {
  const { info, episodes } = result
  const frames = episodes.reduce((sum, { record }) => sum + record.length, 0)
  verifier.check(
    info.totals.episodes === episodes.length,
    'total_episodes',
    () => `info.json counts ${info.totals.episodes} episodes, ${episodes.length} are there`,
  )
  verifier.check(
    info.totals.frames === frames,
    'total_frames',
    () => `info.json counts ${info.totals.frames} frames, ${frames} are there`,
  )
  verifier.check(
    info.totals.tasks === result.tasks.size,
    'total_tasks',
    () => `info.json counts ${info.totals.tasks} tasks, ${result.tasks.size} are listed`,
  )
  verifier.check(result.stats !== undefined, 'stats.json', () => 'meta/stats.json is missing or damaged')
  episodes.forEach(({ record }, number) => {
    verifier.check(
      record.index === number,
      'episode_index',
      () => `row ${number} of meta/episodes says episode ${record.index}`,
      number,
    )
  })
  if (provenance !== undefined) {
    verifier.check(
      provenance.episodes.length === episodes.length,
      'episplice.json',
      () => `the certificate lists ${provenance.episodes.length} episodes, ${episodes.length} are there`,
    )
  }
  if (against === undefined) return
  const { plan } = against
  verifier.check(
    episodes.length === plan.episodes.length,
    'episodes',
    () => `${plan.episodes.length} episodes were planned, ${episodes.length} are there`,
  )
  verifier.check(
    sameJson([...result.tasks.values()], plan.tasks),
    'tasks',
    () => 'the task list is not the planned one',
  )
  plan.episodes.forEach((planned, number) => {
    const episode = episodes[number]
    verifier.check(
      episode?.record.length === planned.length,
      'length',
      () => `episode ${number} has ${episode?.record.length ?? 0} frames, ${planned.length} were planned`,
      number,
    )
    verifier.check(
      sameJson(episode?.tasks ?? [], planned.tasks),
      'tasks',
      () => `the tasks of episode ${number} are not its source's`,
      number,
    )
  })
}
