import { join } from 'node:path'
import { provide, resultFolder, smallSessions } from '../data/sets.ts'
import { median, merge, settle } from '../measure.ts'
import { seconds, times, type Figure, type Section } from '../report.ts'
import type { Context } from './context.ts'

/** Time per source as sources become more; the data of each is so small that it hardly counts. */
export async function measureGrowth({ isQuick, say }: Context): Promise<Section> {
  const counts = isQuick ? [10, 40, 80] : [10, 40, 80, 320]
  const { datasets } = await provide(smallSessions(Math.max(...counts)), say)
  const output = join(await resultFolder(), 'merged')
  const whole = new Map<number, number[]>(counts.map((count) => [count, []]))
  const perSource = new Map<number, number[]>(counts.map((count) => [count, []]))
  for (let round = 0; round < 3; round++) {
    for (const count of counts) {
      say(`growth: round ${round + 1}, ${count} sources`)
      await settle(output)
      const done = await merge({
        sources: datasets.slice(0, count),
        output,
        quantiles: 'exact',
        until: 'verified',
      })
      whole.get(count)!.push(done.seconds)
      // Node's own start does not grow, and would make few sources look dear.
      perSource.get(count)!.push((done.seconds - done.startup) / count)
    }
  }
  await settle(output)
  const each = (count: number): number | null => {
    const own = perSource.get(count)
    return own === undefined ? null : median(own)
  }
  const growth = (more: number, fewer: number): number | null => {
    const [a, b] = [each(more), each(fewer)]
    return a === null || b === null ? null : a / b
  }
  const figures: Section['figures'] = { growth_80_vs_40: growth(80, 40), growth_320_vs_80: growth(320, 80) }
  const runs: Record<string, readonly number[]> = {}
  for (const [count, own] of whole) {
    figures[`sources_${count}_s` as Figure] = median(own)
    runs[`sources_${count}_s`] = own
  }
  return {
    title: 'Growth: small sources (3 episodes, two cameras, 0.5 MB), verified',
    lines: counts.map((count) => ({
      what: `${count} sources`,
      value: seconds(median(whole.get(count)!)),
      ratio: `${(each(count)! * 1000).toFixed(1)} ms each`,
      remark:
        count === counts[0]
          ? ''
          : `${times(each(count)! / each(counts[0]!)!)} of the time per source at ${counts[0]!}`,
    })),
    figures,
    notes: ['Per source: without the start of Node.'],
    runs,
  }
}
