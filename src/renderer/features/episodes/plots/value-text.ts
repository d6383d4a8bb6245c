import type { PlotSeries } from './plot-groups.ts'
import type { SeriesStatistics } from './series-statistics.ts'

/** Decimals that tell a thousandth of the spread, so that figures of one line stand under one another. */
export function decimalsOf(kind: PlotSeries['kind'], { min, max }: SeriesStatistics): number {
  if (kind !== 'line') return 0
  const size = max > min ? max - min : Math.abs(max)
  return size > 0 && Number.isFinite(size) ? Math.min(9, Math.max(0, 3 - Math.floor(Math.log10(size)))) : 2
}

/** A value as it is read: `true`, `12`, `-0.250`; `–` where there is none. */
export function valueText(kind: PlotSeries['kind'], value: number | undefined, decimals: number): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (kind === 'band') return value === 0 ? 'false' : 'true'
  return value.toFixed(Number.isInteger(value) && kind === 'steps' ? 0 : decimals)
}
