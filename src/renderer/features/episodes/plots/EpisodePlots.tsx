import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import { useOnceConnected } from '#renderer/api/use-once-connected.ts'
import type { Scrub } from '#renderer/features/episodes/player/scrub.ts'
import { formatTime } from '#renderer/format/duration.ts'
import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { readCursor, type FrameCursor } from './frame-cursor.ts'
import { plotGroups } from './plot-groups.ts'
import { usePlotLayout } from './plot-layout-store.ts'
import { createPlotView, isZoomed, revealing, showAll, zoom, type PlotViewStore } from './plot-view.ts'
import { PlotGroupSection } from './PlotGroupSection.tsx'
import { EpisodeSeries, type ReadValues } from './series-values.ts'
import styles from './Plots.module.css'

/** How much a key or a button zooms. */
const STEP = 2

interface EpisodePlotsProps {
  readonly episode: EpisodeDetails
  /** The same one as long as the episode is. */
  readonly read: ReadValues
  readonly cursor: FrameCursor
  /** A pointer was put down at a frame, for a click or a drag. */
  readonly onScrub: (frame: number) => Scrub
}

/** Every number of an episode over time, with one cursor, which is the cameras' frame. */
export function EpisodePlots({ episode, read, cursor, onScrub }: EpisodePlotsProps) {
  const { length, features } = episode
  const groups = useMemo(() => plotGroups(features), [features])
  const view = useMemo(() => createPlotView(length), [length])
  const reading = useMemo(() => readCursor(view, cursor), [view, cursor])
  const series = useMemo(() => new EpisodeSeries(read, length), [read, length])
  const opened = usePlotLayout((state) => state.open)
  const isOpen = (id: string, atFirst: boolean) => opened.get(id) ?? atFirst
  const wanted = groups
    .filter((group) => isOpen(group.id, group.isOpenAtFirst))
    .flatMap(({ panels }) => panels.flatMap((panel) => panel.series))
  const wantedIds = wanted.map(({ id }) => id).join('\n')
  const load = useEffectEvent((of: EpisodeSeries, signal: AbortSignal) => {
    void of.load(
      wanted.map(({ feature, element }) => ({ feature, element })),
      signal,
    )
  })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const controller = new AbortController()
    load(series, controller.signal)
    return () => {
      controller.abort()
    }
  }, [series, wantedIds, round])
  useEffect(
    () =>
      cursor.subscribe(() => {
        const now = view.getState()
        const range = revealing(now, cursor.frame())
        if (range !== now.range) view.setState({ range })
      }),
    [cursor, view],
  )
  const error = useStore(series.store, (state) => state.error)
  const again = () => {
    setRound((count) => count + 1)
  }
  useOnceConnected(error, again)
  if (groups.length === 0) return <p className={styles.note}>This dataset records no numbers.</p>
  return (
    <section className={styles.plots} aria-label="Plots">
      <PlotBar view={view} cursor={cursor} reading={reading} fps={episode.fps} />
      {error !== undefined && <ErrorBox error={error} actions={<Button onClick={again}>Try again</Button>} />}
      {groups.map((group) => (
        <PlotGroupSection
          key={group.id}
          group={group}
          isOpen={isOpen(group.id, group.isOpenAtFirst)}
          series={series}
          view={view}
          cursor={cursor}
          reading={reading}
          onScrub={onScrub}
        />
      ))}
    </section>
  )
}

interface PlotBarProps {
  readonly view: PlotViewStore
  readonly cursor: FrameCursor
  readonly reading: FrameCursor
  readonly fps: number
}

/** What is seen of the episode, which frame is read, and buttons to see more or less. */
function PlotBar({ view, cursor, reading, fps }: PlotBarProps) {
  const { min, max } = useStore(view, (state) => state.range)
  const isPart = useStore(view, isZoomed)
  const closer = () => {
    zoom(view, 1 / STEP, cursor.frame())
  }
  const wider = () => {
    zoom(view, STEP, cursor.frame())
  }
  useShortcut(keymap.Player.zoomIn, closer)
  useShortcut(keymap.Player.zoomOut, wider)
  return (
    <div className={styles.bar}>
      <span>
        {formatTime(min / fps)} to {formatTime(max / fps)}
      </span>
      <span className={styles.read}>
        <ReadFrame reading={reading} fps={fps} />
      </span>
      <IconButton icon={ZoomIn} label="Zoom in" onClick={closer} />
      <IconButton icon={ZoomOut} label="Zoom out" disabled={!isPart} onClick={wider} />
      <IconButton
        icon={Maximize2}
        label="Whole episode"
        disabled={!isPart}
        onClick={() => {
          showAll(view)
        }}
      />
    </div>
  )
}

/** The frame and the moment that the values beside the plots are of. */
function ReadFrame({ reading, fps }: Pick<PlotBarProps, 'reading' | 'fps'>) {
  const frame = useSyncExternalStore(reading.subscribe, reading.frame)
  return `Values of frame ${frame} at ${formatTime(frame / fps)}`
}
