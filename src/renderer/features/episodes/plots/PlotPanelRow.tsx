import { useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Scrub } from '#renderer/features/episodes/player/scrub.ts'
import { useIsNear } from '#renderer/ui/use-is-near.ts'
import { followFrame, type FrameCursor } from './frame-cursor.ts'
import { PlotCanvas } from './plot-canvas.ts'
import type { PlotPanel } from './plot-groups.ts'
import { followPointer } from './plot-pointer.ts'
import type { PlotViewStore } from './plot-view.ts'
import { axisLimits, seriesStatistics } from './series-statistics.ts'
import type { EpisodeSeries } from './series-values.ts'
import { SeriesFigures } from './SeriesFigures.tsx'
import styles from './Plots.module.css'

interface PlotPanelRowProps {
  readonly panel: PlotPanel
  readonly series: EpisodeSeries
  readonly view: PlotViewStore
  readonly cursor: FrameCursor
  /** The frame of which values are read. */
  readonly reading: FrameCursor
  readonly onScrub: (frame: number) => Scrub
}

/** One panel: its lines over time, and their figures beside them. */
export function PlotPanelRow({ panel, series, view, cursor, reading, onScrub }: PlotPanelRowProps) {
  const host = useRef<HTMLDivElement>(null)
  const isNear = useIsNear(host)
  const values = useStore(
    series.store,
    useShallow((state) => panel.series.map(({ id }) => state.values.get(id))),
  )
  const statistics = useMemo(() => values.map((one) => one && seriesStatistics(one)), [values])
  const scrub = useEffectEvent(onScrub)
  useEffect(() => {
    const loaded = values.filter((one) => one !== undefined)
    const element = host.current
    if (!isNear || element === null || loaded.length < values.length) return
    const endings: (() => void)[] = []
    const draw = () => {
      const limits = axisLimits(statistics.filter((one) => one !== undefined))
      const marks = { cursor: styles.cursor ?? '', hover: styles.hover ?? '' }
      const canvas = new PlotCanvas(element, view, { panel, values: loaded, limits, marks })
      endings.push(
        followFrame(cursor, (frame) => {
          canvas.showFrame(frame)
        }),
        followPointer(canvas.area, view, (frame) => scrub(frame)),
        () => {
          canvas.end()
        },
      )
    }
    // A task for each: keys and pictures come between them.
    const timer = setTimeout(draw)
    return () => {
      clearTimeout(timer)
      for (const end of endings) end()
    }
  }, [isNear, panel, values, statistics, view, cursor])
  const isBand = panel.series.every(({ kind }) => kind === 'band')
  return (
    <section className={styles.panel} data-kind={isBand ? 'band' : 'lines'} aria-label={panel.title}>
      <div className={styles.lines}>
        <h4 className={styles.panelTitle}>{panel.title}</h4>
        <div
          ref={host}
          className={styles.plot}
          role="img"
          aria-label={`${panel.title} over time: ${panel.series.map(({ label }) => label).join(', ')}`}
        />
      </div>
      <SeriesFigures panel={panel} values={values} statistics={statistics} cursor={reading} />
    </section>
  )
}
