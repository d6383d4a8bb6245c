import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { onThemeChange, palette, LINE_COLOURS, type PlotPalette } from './plot-palette.ts'
import type { PlotPanel, PlotSeries } from './plot-groups.ts'
import { plotPoints, type FrameRange, type Values } from './plot-points.ts'
import type { PlotViewStore } from './plot-view.ts'

/** What a plot is made of. */
export interface PlotContent {
  readonly panel: PlotPanel
  /** Of each of the panel's series. */
  readonly values: readonly Values[]
  /** Of the vertical axis. The same whatever is seen of the episode, so that zooming in time changes nothing else. */
  readonly limits: readonly [number, number]
  /** Names of lines' classes of marks for the frame that is shown and the one under the pointer. */
  readonly marks: { readonly cursor: string; readonly hover: string }
}

/** Room for the figures of the vertical axis, in characters of it; the same for all plots, so that frames line up. */
const AXIS_EM = 5

/**
 * Draws the lines of one panel with uPlot and keeps to the view that all plots share. Knows nothing of React: a playing
 * cursor moves an element over the canvas, and draws nothing.
 */
export class PlotCanvas {
  readonly #host: HTMLElement
  readonly #content: PlotContent
  readonly #view: PlotViewStore
  readonly #plot: uPlot
  readonly #marks: { readonly cursor: HTMLElement; readonly hover: HTMLElement }
  readonly #endings: (() => void)[] = []
  #palette: PlotPalette
  #frame = 0
  #redraw = 0

  constructor(host: HTMLElement, view: PlotViewStore, content: PlotContent) {
    this.#host = host
    this.#view = view
    this.#content = content
    this.#palette = palette(host)
    this.#plot = new uPlot(this.#options(), undefined, host)
    const mark = (className: string): HTMLElement => {
      const element = document.createElement('div')
      element.className = className
      this.#plot.over.append(element)
      return element
    }
    this.#marks = { hover: mark(content.marks.hover), cursor: mark(content.marks.cursor) }
    const resized = new ResizeObserver(() => {
      this.#plot.setSize(sizeOf(host))
      this.#draw()
    })
    resized.observe(host)
    let { range } = view.getState()
    this.#endings.push(
      () => {
        resized.disconnect()
      },
      view.subscribe((now) => {
        if (now.range !== range) this.#drawSoon()
        range = now.range
        this.#placeMarks()
      }),
      onThemeChange(() => {
        this.#palette = palette(host)
        this.#plot.redraw(true, true)
      }),
    )
    this.#draw()
  }

  /** The part of the page that pointers act on: the lines without the axis. */
  get area(): HTMLElement {
    return this.#plot.over
  }

  /** Moves the mark of the frame that is shown. */
  showFrame(frame: number): void {
    this.#frame = frame
    this.#placeMarks()
  }

  end(): void {
    cancelAnimationFrame(this.#redraw)
    for (const end of this.#endings) end()
    this.#plot.destroy()
  }

  /** Once for each picture of the display, however often the view changes. */
  #drawSoon(): void {
    cancelAnimationFrame(this.#redraw)
    this.#redraw = requestAnimationFrame(() => {
      this.#draw()
    })
  }

  #draw(): void {
    const { range } = this.#view.getState()
    const columns = Math.max(1, Math.round(this.#plot.bbox.width))
    const { xs, ys } = plotPoints(this.#content.values, range, columns)
    this.#plot.batch(() => {
      this.#plot.setData([[...xs], ...ys.map((line) => [...line])], false)
      this.#plot.setScale('x', { ...range })
    })
    this.#placeMarks()
  }

  #placeMarks(): void {
    const { range, hovered } = this.#view.getState()
    // As it was drawn: asking the page how wide it is now would have it laid out for every frame that is played.
    const width = this.#plot.bbox.width / uPlot.pxRatio
    place(this.#marks.cursor, this.#frame, range, width)
    place(this.#marks.hover, hovered, range, width)
  }

  #options(): uPlot.Options {
    const { panel, limits } = this.#content
    const isBand = panel.series.every(({ kind }) => kind === 'band')
    const fontSize = Number.parseFloat(this.#palette.font)
    return {
      ...sizeOf(this.#host),
      // Half a figure of the axis stands out above and below.
      padding: [fontSize * 0.6, 0, fontSize * 0.6, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_, min, max) => [min, max] },
        y: { range: () => (isBand ? [0, 1] : [...limits]) },
      },
      axes: [
        { show: false },
        {
          size: Math.round(fontSize * AXIS_EM),
          gap: Math.round(fontSize / 3),
          space: fontSize * 1.6,
          font: this.#palette.font,
          stroke: () => this.#palette.text,
          grid: { stroke: () => this.#palette.grid, width: 1 },
          ticks: { show: false },
          ...(isBand
            ? { splits: [0, 1], values: ['false', 'true'] }
            : { values: (_: uPlot, splits: number[]) => splits.map(axisText) }),
        },
      ],
      series: [{}, ...panel.series.map((series, i) => this.#lineOptions(series, i))],
    }
  }

  #lineOptions({ label, kind }: PlotSeries, place: number): uPlot.Series {
    const colour = (): string =>
      label === 'state' || label === 'action'
        ? this.#palette[label]
        : this.#palette.lines[place % LINE_COLOURS]!
    const stepped = kind === 'line' ? undefined : uPlot.paths.stepped?.({ align: 1 })
    return {
      stroke: colour,
      // State lies below action, and is seen on both sides of it where they are the same.
      width: label === 'state' ? 4 : kind === 'band' ? 1 : 1.5,
      points: { show: false },
      ...(stepped === undefined ? {} : { paths: stepped }),
      ...(kind === 'band' ? { fill: colour, fillTo: 0 } : {}),
    }
  }
}

function sizeOf(host: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: Math.max(1, host.clientWidth), height: Math.max(1, host.clientHeight) }
}

function place(mark: HTMLElement, frame: number | undefined, { min, max }: FrameRange, width: number): void {
  const isSeen = frame !== undefined && frame >= min && frame <= max
  if (mark.hidden === isSeen) mark.hidden = !isSeen
  if (isSeen) mark.style.setProperty('transform', `translateX(${((frame - min) / (max - min)) * width}px)`)
}

/** Short enough for the axis: `-90`, `0.25`, `12k`, `1e-7`. */
function axisText(value: number): string {
  const size = Math.abs(value)
  if (size >= 10_000 && size < 1e9) return `${Number((value / 1000).toPrecision(4))}k`
  const text = String(Number(value.toPrecision(4)))
  return text.length > 7 ? value.toExponential(1) : text
}
