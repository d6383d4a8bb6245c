import type { Dataset, DatasetEpisode } from '#engine/index.ts'
import { isDepth } from '#engine/dataset/depth.ts'
import { readFileSeries } from '#engine/dataset/episode-series.ts'
import type { Feature } from '#engine/dataset/info.ts'
import { pathInside } from '#engine/dataset/paths.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { EpisodeMotion, JointMotion, ReaderInput } from '../reader-protocol.ts'
import { elementNames } from './element-names.ts'
import { filesOfEpisode } from './episode.ts'
import { stillPictures } from './still-pictures.ts'

/** Features that say where the robot is and where it is to go; others may be anything. */
const STATE = 'observation.state'
const ACTION = 'action'
/** What has more is a picture rather than a robot. */
const MAX_JOINTS = 256

/**
 * How the robot moved in episodes `[from, from + count)` of the opened dataset, in its order, and where cameras may have stood
 * still. Throws what opening the dataset or reading its rows throws.
 */
export async function motionOf(
  { path, from, count }: ReaderInput<'motion'>,
  datasets: OpenedDatasets,
  signal: AbortSignal,
): Promise<EpisodeMotion[]> {
  const filesOf = (known: Dataset): string[] =>
    known.episodes.slice(from, from + count).flatMap(({ record }) => filesOfEpisode(known, record.index))
  const dataset = await datasets.forFiles(path, filesOf, signal)
  await using files = new FilePool()
  const found: EpisodeMotion[] = []
  for (const episode of dataset.episodes.slice(from, from + count)) {
    throwIfCancelled(signal, `looking at ${path}`)
    found.push(await episodeMotion(dataset, episode, files, signal))
  }
  return found
}

async function episodeMotion(
  dataset: Dataset,
  episode: DatasetEpisode,
  files: FilePool,
  signal: AbortSignal,
): Promise<EpisodeMotion> {
  const wanted = [STATE, ACTION].flatMap((name) => jointsOf(name, dataset.info.features.get(name)))
  const file = dataset.dataFiles[episode.rows.file]!
  const source = await files.get(pathInside(dataset.dir, file.path))
  const series = await readFileSeries(source, file, episode.rows, wanted, signal)
  const joints = wanted.map(({ feature, name }, i): JointMotion => ({
    kind: feature === STATE ? 'state' : 'action',
    name,
    ...spanOf(series[i]!),
    ...stepsOf(series[i]!),
  }))
  const colours = [...episode.frames].filter(([camera]) => !isDepth(dataset.info.features.get(camera)!))
  const cameras = colours.map(([camera, range]) => {
    const { path, track } = dataset.videoFiles.get(camera)![range.file]!
    const { still, ...sizes } = stillPictures(track, range, dataset.info.fps)
    const moved = still && series.map((values) => width(spanOf(values.subarray(still.start, still.end))))
    return { camera, file: path, start: range.start, ...sizes, still: still && { ...still, moved: moved! } }
  })
  return { episode: episode.record.index, length: episode.record.length, joints, cameras }
}

function jointsOf(name: string, feature: Feature | undefined) {
  if (feature === undefined || !/^float\d+$/.test(feature.dtype) || feature.shape.length !== 1) return []
  const [elements = 0] = feature.shape
  if (elements > MAX_JOINTS) return []
  const names = elementNames(feature.names)
  return Array.from({ length: elements }, (_, element) => ({
    feature: name,
    element,
    name: names.length === elements ? names[element]! : `${name} ${element}`,
  }))
}

function spanOf(values: ArrayLike<number>): { readonly min: number; readonly max: number } {
  let [min, max] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
  }
  return min <= max ? { min, max } : { min: 0, max: 0 }
}

function width({ min, max }: { readonly min: number; readonly max: number }): number {
  return max - min
}

/** Turns, in radians and in degrees, after which an angle is where it was. */
const TURNS = [2 * Math.PI, 360]
const TURN_TOLERANCE = 0.05

/** The largest step from one row to the next, the third largest, and the share of steps that are any. */
function stepsOf(values: ArrayLike<number>): Pick<JointMotion, 'step' | 'at' | 'third' | 'active'> {
  const largest = [0, 0, 0]
  let [at, active] = [0, 0]
  for (let i = 1; i < values.length; i++) {
    const step = Math.abs(values[i]! - values[i - 1]!)
    if (!(step > 0)) continue
    active++
    // An angle that passes its end has not jumped.
    if (TURNS.some((turn) => Math.abs(step - turn) < TURN_TOLERANCE * turn)) continue
    if (step > largest[0]!) at = i
    const place = largest.findIndex((own) => step > own)
    if (place >= 0) largest.splice(place, 0, step)
    largest.length = 3
  }
  return { step: largest[0]!, at, third: largest[2]!, active: active / Math.max(1, values.length - 1) }
}
