import type { NumericFeature } from '#shared/model/episode.ts'

/** One line of a panel: an element of a feature. */
export interface PlotSeries {
  /** Unique within the episode. */
  readonly id: string
  readonly feature: string
  readonly element: number
  /** What tells it from the other lines of its panel. */
  readonly label: string
  /** `line`: between samples. `steps`: holds until the next sample. `band`: filled while it is true. */
  readonly kind: 'line' | 'steps' | 'band'
  readonly unit: string | undefined
}

/** Lines over one another. */
export interface PlotPanel {
  readonly id: string
  readonly title: string
  readonly series: readonly PlotSeries[]
}

/** Panels that are shown or folded away together. */
export interface PlotGroup {
  readonly id: string
  readonly title: string
  /** What the title does not say. */
  readonly note: string | undefined
  readonly isOpenAtFirst: boolean
  readonly panels: readonly PlotPanel[]
}

const STATE = 'observation.state'
const ACTION = 'action'
/** Columns of the format itself: they number the rows. */
const BOOKKEEPING = ['timestamp', 'frame_index', 'episode_index', 'index', 'task_index', 'subtask_index']
/** Lines that can still be told apart. */
const MAX_LINES = 8
/** Elements of one array that are plotted; a depth map as numbers has hundreds of thousands. */
const MAX_ELEMENTS = 256

/**
 * The panels of an episode: state and action of one joint over one another, then single values, then an expandable
 * group for each array, then what only numbers the rows. Every element is in exactly one panel, but for those of arrays
 * too large to plot.
 */
export function plotGroups(features: readonly NumericFeature[]): PlotGroup[] {
  const plotted = features.filter((feature) => elementCount(feature) > 0)
  const state = plotted.find(({ name }) => name === STATE)
  const action = plotted.find(({ name }) => name === ACTION)
  const others = plotted.filter((feature) => feature !== state && feature !== action)
  const isBookkeeping = ({ name }: NumericFeature): boolean => BOOKKEEPING.includes(name)
  const isScalar = (feature: NumericFeature): boolean => elementCount(feature) === 1
  const groups = [
    group('joints', 'Joints', jointPanels(state, action), true),
    group(
      'signals',
      'Signals',
      others.filter((one) => isScalar(one) && !isBookkeeping(one)).map(scalar),
      true,
    ),
    ...others.filter((one) => !isScalar(one)).map(arrayGroup),
    group(
      'bookkeeping',
      'Time and indices',
      others.filter((one) => isScalar(one) && isBookkeeping(one)).map(scalar),
      false,
    ),
  ].filter(({ panels }) => panels.length > 0)
  const isNothingOpen = !groups.some(({ isOpenAtFirst }) => isOpenAtFirst)
  return groups.map((one, i) => (i === 0 && isNothingOpen ? { ...one, isOpenAtFirst: true } : one))
}

/** How many numbers a feature has in every row. */
export function elementCount({ shape }: Pick<NumericFeature, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1)
}

function group(id: string, title: string, panels: readonly PlotPanel[], isOpenAtFirst: boolean): PlotGroup {
  return { id, title, note: undefined, isOpenAtFirst, panels }
}

/** By name where both are named; by position where they cannot be told apart otherwise. */
function jointPanels(state: NumericFeature | undefined, action: NumericFeature | undefined): PlotPanel[] {
  const names = { state: uniqueNames(state), action: uniqueNames(action) }
  const isSameLength = state && action && elementCount(state) === elementCount(action)
  const isByPosition = isSameLength === true && (names.state === undefined || names.action === undefined)
  const shared = isByPosition ? (names.state ?? names.action) : undefined
  const joints = new Map<string, PlotSeries[]>()
  const add = (
    feature: NumericFeature | undefined,
    own: readonly string[] | undefined,
    label: string,
  ): void => {
    if (feature === undefined) return
    for (let element = 0; element < Math.min(elementCount(feature), MAX_ELEMENTS); element++) {
      const fallback = isByPosition ? String(element) : `${label} ${element}`
      const joint = (shared ?? own)?.[element] ?? fallback
      joints.set(joint, [...(joints.get(joint) ?? []), seriesOf(feature, element, label)])
    }
  }
  add(state, names.state, 'state')
  add(action, names.action, 'action')
  return [...joints].map(([title, series]) => ({ id: `joint ${title}`, title, series }))
}

function uniqueNames(feature: NumericFeature | undefined): readonly string[] | undefined {
  const names = feature?.names
  return new Set(names).size === names?.length ? names : undefined
}

function scalar(feature: NumericFeature): PlotPanel {
  return { id: feature.name, title: feature.name, series: [seriesOf(feature, 0, feature.name)] }
}

function arrayGroup(feature: NumericFeature): PlotGroup {
  const { name, shape } = feature
  const elements = elementCount(feature)
  const plotted = Math.min(elements, MAX_ELEMENTS)
  const row = shape.at(-1)!
  const panels: PlotPanel[] = []
  for (let start = 0; start < plotted;) {
    // Never beyond a row of the last dimension.
    const end = Math.min(plotted, start + MAX_LINES, (Math.floor(start / row) + 1) * row)
    const series = Array.from({ length: end - start }, (_, i) =>
      seriesOf(feature, start + i, feature.names?.[start + i] ?? indexText(shape, start + i)),
    )
    const first = indexText(shape, start)
    const title = plotted === end && start === 0 ? name : `${name} ${first}${end - start > 1 ? ' …' : ''}`
    panels.push({ id: `${name} ${start}`, title, series })
    start = end
  }
  return {
    id: name,
    title: name,
    note: `${shape.join(' × ')}${plotted < elements ? `, the first ${plotted} elements` : ''}`,
    isOpenAtFirst: false,
    panels,
  }
}

/** `[1, 0, 3]` for an element; the last dimension runs fastest. */
export function indexText(shape: readonly number[], element: number): string {
  const index: number[] = []
  let rest = element
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return `[${index.join(', ')}]`
}

function seriesOf(feature: NumericFeature, element: number, label: string): PlotSeries {
  const { name, dtype, unit } = feature
  const kind = dtype === 'bool' ? 'band' : /^u?int/.test(dtype) ? 'steps' : 'line'
  return { id: `${name}/${element}`, feature: name, element, label, kind, unit }
}
