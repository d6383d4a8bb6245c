import { join } from 'node:path'
import { freeBytes, provide, resultFolder, sessions } from '../data/sets.ts'
import { merge, settle } from '../measure.ts'
import { megabytes, type Line, type Section } from '../report.ts'
import type { Context } from './context.ts'

const MB = 1e6

/** Peak memory of a verified merge of ever more of the same kind of data. */
export async function measureMemory({ isQuick, say }: Context): Promise<Section> {
  const sizes = [
    ['peak_rss_mb_0_1gb', 8, '0.1 GB'],
    ['peak_rss_mb_1gb', isQuick ? 16 : 80, isQuick ? '0.2 GB' : '1 GB'],
    ['peak_rss_mb_4gb', isQuick ? 32 : 320, isQuick ? '0.4 GB' : '4 GB'],
  ] as const
  const figures: Section['figures'] = {}
  const lines: Line[] = []
  const notes: string[] = []
  for (const [name, count, size] of sizes) {
    const set = sessions(count)
    // The sources, if they are not there yet, and the result.
    if ((await freeBytes()) < set.bytes * 2.2) {
      notes.push(`The disk has no room for ${size} of sources and as much of a result: not measured.`)
      figures[name] = null
      continue
    }
    const { datasets } = await provide(set, say)
    const output = join(await resultFolder(), 'merged')
    say(`memory: merging ${size}`)
    const { peakBytes, seconds } = await merge({
      sources: datasets,
      output,
      quantiles: 'exact',
      until: 'verified',
    })
    await settle(output)
    figures[name] = peakBytes / MB
    lines.push({
      what: `${count} datasets, ${size}`,
      value: megabytes(peakBytes),
      remark: `${seconds.toFixed(1)} s`,
    })
  }
  return { title: 'Peak memory of a verified merge (resident)', lines, figures, notes, runs: {} }
}
