import { useLayoutEffect, useRef } from 'react'
import { followFrame, type FrameCursor } from './frame-cursor.ts'
import type { PlotPanel, PlotSeries } from './plot-groups.ts'
import { lineToken } from './plot-palette.ts'
import type { Values } from './plot-points.ts'
import type { SeriesStatistics } from './series-statistics.ts'
import { decimalsOf, valueText } from './value-text.ts'
import styles from './Plots.module.css'

interface SeriesFiguresProps {
  readonly panel: PlotPanel
  /** Of each series; undefined while they are on their way. */
  readonly values: readonly (Values | undefined)[]
  readonly statistics: readonly (SeriesStatistics | undefined)[]
  /** The frame of which values are read. */
  readonly cursor: FrameCursor
}

/** The lines of a panel in figures: the value of the frame that is read, and what the episode comes to. */
export function SeriesFigures({ panel, values, statistics, cursor }: SeriesFiguresProps) {
  return (
    <table className={styles.figures} aria-label={`Values of ${panel.title}`}>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Value</th>
          <th scope="col">Min</th>
          <th scope="col">Max</th>
          <th scope="col">Mean</th>
          <th scope="col">Std</th>
        </tr>
      </thead>
      <tbody>
        {panel.series.map((series, i) => (
          <SeriesRow
            key={series.id}
            series={series}
            token={lineToken(series.label, i)}
            values={values[i]}
            statistics={statistics[i]}
            cursor={cursor}
          />
        ))}
      </tbody>
    </table>
  )
}

/** Decimals that the value of one frame has more than what is computed from all: it is as exact as recorded, nearly. */
const EXACT = 2

interface SeriesRowProps {
  readonly series: PlotSeries
  readonly token: string
  readonly values: Values | undefined
  readonly statistics: SeriesStatistics | undefined
  readonly cursor: FrameCursor
}

function SeriesRow({ series, token, values, statistics, cursor }: SeriesRowProps) {
  const { kind, label, unit, feature } = series
  const decimals = statistics === undefined ? 0 : decimalsOf(kind, statistics)
  const extreme = (value: number | undefined) =>
    kind === 'band' && value !== undefined && !Number.isNaN(value)
      ? String(Number(value.toFixed(2)))
      : valueText('line', value, decimals)
  const missing = statistics?.missing ?? 0
  return (
    <tr>
      <th scope="row" title={missing > 0 ? `${feature}: ${missing} values are missing` : feature}>
        <span className={styles.swatch} style={{ '--swatch': `var(--${token})` }} />
        {label}
        {unit !== undefined && <span className={styles.unit}> {unit}</span>}
        {missing > 0 && <span className={styles.unit}> ({missing} missing)</span>}
      </th>
      <td className={styles.value}>
        <ValueAtFrame
          kind={kind}
          decimals={kind === 'line' ? decimals + EXACT : 0}
          values={values}
          cursor={cursor}
        />
      </td>
      <td>{extreme(statistics?.min)}</td>
      <td>{extreme(statistics?.max)}</td>
      <td>{valueText('line', statistics?.mean, kind === 'line' ? decimals : 2)}</td>
      <td>{valueText('line', statistics?.std, kind === 'line' ? decimals : 2)}</td>
    </tr>
  )
}

interface ValueAtFrameProps extends Pick<SeriesRowProps, 'values' | 'cursor'> {
  readonly kind: PlotSeries['kind']
  readonly decimals: number
}

/** Written past React: there are dozens of them, and they change with every frame that is played. */
function ValueAtFrame({ kind, decimals, values, cursor }: ValueAtFrameProps) {
  const span = useRef<HTMLSpanElement>(null)
  useLayoutEffect(
    () =>
      followFrame(cursor, (frame) => {
        const text = valueText(kind, values?.[frame], decimals)
        if (span.current !== null && span.current.textContent !== text) span.current.textContent = text
      }),
    [kind, decimals, values, cursor],
  )
  return <span ref={span} />
}
