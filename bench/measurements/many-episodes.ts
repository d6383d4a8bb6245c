import { join } from 'node:path'
import { manyEpisodes, provide, resultFolder } from '../data/sets.ts'
import { interleave, median, merge, type MergeRun } from '../measure.ts'
import { megabytes, seconds, spread, type Line, type Section } from '../report.ts'
import type { Context } from './context.ts'

/** Opening and planning one dataset of 50 000 episodes, two cameras. Nothing is written. */
export async function measureManyEpisodes({ isQuick, say }: Context): Promise<Section> {
  const count = isQuick ? 5000 : 50_000
  const output = join(await resultFolder(), 'merged')
  const merged = await provide(manyEpisodes(count, 'merge'), say)
  const recorded = await provide(manyEpisodes(count, 'recorder'), say)
  say(`planning ${count} episodes`)
  const planOf = (sources: readonly string[]) => merge({ sources, output, quantiles: 'exact', until: 'plan' })
  const runs = await interleave(isQuick ? 2 : 5, {
    merged: () => planOf(merged.datasets),
    recorded: () => planOf(recorded.datasets),
  })
  const opening = ({ open }: MergeRun): number => open
  const planning = ({ check, plan }: MergeRun): number => check + plan
  const of = (which: readonly MergeRun[], what: (run: MergeRun) => number): number[] => which.map(what)
  const line = (what: string, values: readonly number[]): Line => ({
    what,
    value: seconds(median(values)),
    remark: spread(values),
  })
  return {
    title: `One dataset of ${count} episodes, a row group each, two cameras`,
    lines: [
      line('open, its episode list written by a merge', of(runs.merged, opening)),
      line('check and plan', of(runs.merged, planning)),
      line(
        'of which check',
        of(runs.merged, ({ check }) => check),
      ),
      line('open, its episode list written by the recorder', of(runs.recorded, opening)),
      line('check and plan', of(runs.recorded, planning)),
    ],
    figures: {
      open_50k_episodes_s: median(of(runs.merged, opening)),
      plan_50k_episodes_s: median(of(runs.merged, planning)),
      check_50k_episodes_s: median(of(runs.merged, ({ check }) => check)),
      open_50k_recorded_s: median(of(runs.recorded, opening)),
      plan_50k_recorded_s: median(of(runs.recorded, planning)),
    },
    notes: [
      'A merge writes the episode list as one row group; the recorder writes one for every 10 episodes.',
      `Memory while planning: ${megabytes(Math.max(...of(runs.merged, ({ peakBytes }) => peakBytes)))}; by the recorder: ${megabytes(Math.max(...of(runs.recorded, ({ peakBytes }) => peakBytes)))}.`,
    ],
    runs: {
      open_50k_episodes_s: of(runs.merged, opening),
      plan_50k_episodes_s: of(runs.merged, planning),
      open_50k_recorded_s: of(runs.recorded, opening),
      plan_50k_recorded_s: of(runs.recorded, planning),
    },
  }
}
