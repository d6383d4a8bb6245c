import type { Finding } from '#shared/findings.ts'
import { hasStatistics, isNumeric, type DatasetInfo } from './info.ts'
import { flat } from './stats.ts'
import type { fittingStats } from './stats-shape.ts'

/** Real counts of a dataset. */
export interface Counts {
  readonly episodes: number
  /** Undefined when an episode does not say how many it has. */
  readonly frames: number | undefined
  readonly tasks: number
}

/** Compares what info.json and stats.json claim with what is there. */
export function checkTotals(
  info: DatasetInfo,
  real: Counts,
  stats: ReturnType<typeof fittingStats> | undefined,
): Finding[] {
  const findings: Finding[] = []
  for (const what of ['episodes', 'frames', 'tasks'] as const) {
    if (real[what] !== undefined && info.totals[what] !== real[what]) {
      findings.push({
        code: 'COUNT_DISAGREES',
        tier: 'advisory',
        subject: `total_${what}`,
        message: `meta/info.json counts ${info.totals[what]} ${what}, the dataset has ${real[what]}.`,
        expected: String(real[what]),
        actual: String(info.totals[what]),
        repair: 'What is there is counted.',
      })
    }
  }
  return stats === undefined || real.frames === undefined
    ? findings
    : [...findings, ...checkStats(info, stats, real.frames)]
}

function checkStats(
  info: DatasetInfo,
  { fitting: stats, unfit }: ReturnType<typeof fittingStats>,
  frames: number,
): Finding[] {
  const findings: Finding[] = []
  if (unfit.length > 0) {
    findings.push({
      code: 'STATS_SHAPE',
      tier: 'advisory',
      subject: 'meta/stats.json',
      message: `In meta/stats.json the statistics of ${unfit.join(', ')} have not the shape of the feature.`,
      repair: 'They are computed from the rows and from the statistics of the episodes.',
    })
  }
  const countOf = (name: string): number | undefined => {
    const count = stats.get(name)?.['count']
    return count === undefined ? undefined : flat(count)[0]
  }
  const names = [...info.features]
  const absent = names
    .filter(([name, feature]) => hasStatistics(feature) && !stats.has(name) && !unfit.includes(name))
    .map(([name]) => name)
  if (absent.length > 0) {
    findings.push({
      code: 'STATS_MISSING',
      tier: 'advisory',
      subject: 'meta/stats.json',
      message: `meta/stats.json has no statistics of ${absent.join(', ')}.`,
      repair: 'They are computed from the rows and from the statistics of the episodes.',
    })
  }
  const withoutQuantiles = names.flatMap(([name, feature]) =>
    isNumeric(feature) && stats.get(name)?.['q50'] === undefined && stats.has(name) ? [name] : [],
  )
  if (withoutQuantiles.length > 0) {
    findings.push({
      code: 'QUANTILES_MISSING',
      tier: 'advisory',
      subject: 'meta/stats.json',
      message: `meta/stats.json has no quantiles of ${withoutQuantiles.join(', ')}.`,
      repair: 'They are computed from all rows.',
    })
  }
  const stale = names.filter(([name, feature]) => isNumeric(feature) && (countOf(name) ?? frames) !== frames)
  if (stale.length > 0) {
    findings.push({
      code: 'STATS_STALE',
      tier: 'advisory',
      subject: 'meta/stats.json',
      message: `meta/stats.json does not cover the frames that are there (${stale.map(([name]) => name).join(', ')}).`,
      expected: `${frames} frames`,
      actual: `${countOf(stale[0]![0]) ?? 0} frames`,
      repair: 'These numbers are computed from the rows.',
    })
  }
  const pixels = names.filter(([name, feature]) => !isNumeric(feature) && (countOf(name) ?? 0) > frames)
  if (pixels.length > 0) {
    findings.push({
      code: 'STATS_PIXEL_COUNTS',
      tier: 'advisory',
      subject: pixels.map(([name]) => name).join(', '),
      message:
        'The picture statistics count pixels or frames that are gone, as recordings encoded on the fly do.',
      expected: `at most ${frames}`,
      actual: String(countOf(pixels[0]![0])),
      repair: 'They are weighted by frames.',
    })
  }
  return findings
}
