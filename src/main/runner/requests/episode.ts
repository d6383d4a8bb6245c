import { readSeries, type Dataset, type DatasetEpisode } from '#engine/index.ts'
import type { Series } from '#engine/dataset/episode-series.ts'
import { cameraKeys, elementsOf, isNumeric, type DatasetInfo, type Feature } from '#engine/dataset/info.ts'
import type { VideoTrack } from '#engine/video/track.ts'
import { EngineError } from '#shared/errors.ts'
import type { EpisodeCamera, EpisodeValues, NumericFeature, SeriesValues } from '#shared/model/episode.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import { depthScale } from './depth-scale.ts'
import { elementNames } from './element-names.ts'
import type { EpisodeImages } from './images.ts'
import type { OpenedEpisode, ReaderInput } from '../reader-protocol.ts'

/** Values in one answer: some 16 MB of text at most. What is more is asked for in further windows of rows. */
const MAX_VALUES = 1 << 21

/** What there is to see of an episode. Throws `EPISODE_UNKNOWN`, or what opening the dataset throws. */
export async function openedEpisode(
  { path, episode }: ReaderInput<'episode'>,
  datasets: OpenedDatasets,
  images: EpisodeImages,
  signal: AbortSignal,
): Promise<OpenedEpisode> {
  const dataset = await datasets.forFiles(path, (known) => filesOfEpisode(known, episode), signal)
  return await describeEpisode(dataset, episodeOf(dataset, episode), images)
}

/** What there is to see of an episode of an opened dataset. What `info` says of features goes before its own. */
export async function describeEpisode(
  dataset: Dataset,
  found: DatasetEpisode,
  images: EpisodeImages,
  info: DatasetInfo = dataset.info,
): Promise<OpenedEpisode> {
  const features = [...info.features]
  const videos = cameraKeys(info).map((camera) => videoCamera(dataset, found, camera, info))
  const stored = features.filter(([, { dtype }]) => dtype === 'image')
  const pictures = stored.map(([name]) => imageCamera(dataset, found, name, info, images))
  return {
    episode: found.record.index,
    length: found.record.length,
    fps: info.fps,
    tasks: found.tasks,
    cameras: [...videos, ...(await Promise.all(pictures))],
    features: numericFeatures(info),
  }
}

/** Numbers of an episode. Throws `EPISODE_UNKNOWN`, `INPUT_INVALID`, or what reading gives. */
export async function valuesOf(
  { path, episode, series, from, count }: ReaderInput<'values'>,
  datasets: OpenedDatasets,
  signal: AbortSignal,
): Promise<EpisodeValues> {
  const dataset = await datasets.forFiles(path, (known) => filesOfEpisode(known, episode), signal)
  const { rows } = episodeOf(dataset, episode)
  return await valuesWindow({ length: rows.end - rows.start, series, from, count }, ({ start, end }) =>
    readSeries(
      dataset,
      { file: rows.file, start: rows.start + start, end: rows.start + end },
      series,
      signal,
    ),
  )
}

/** As many rows `[start, end)` of an episode of `length` as are asked for, exist, and fit into one answer. */
export async function valuesWindow(
  {
    length,
    series,
    from,
    count,
  }: Omit<ReaderInput<'values'>, 'path' | 'episode'> & { readonly length: number },
  read: (rows: { readonly start: number; readonly end: number }) => Promise<Series[]>,
): Promise<EpisodeValues> {
  const start = Math.min(length, from)
  const most = Math.max(1, Math.floor(MAX_VALUES / series.length))
  const end = Math.min(length, start + Math.min(count, most))
  return { from: start, count: end - start, series: (await read({ start, end })).map(encoded) }
}

function encoded(values: Float32Array | Float64Array): SeriesValues {
  return {
    encoding: values instanceof Float32Array ? 'float32' : 'float64',
    data: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'),
  }
}

/** Paths of the files that an episode is in; none where there is no such episode. */
export function filesOfEpisode(dataset: Dataset, index: number): string[] {
  const found = findEpisode(dataset, index)
  if (found === undefined) return []
  const videos = [...found.frames].map(([camera, { file }]) => dataset.videoFiles.get(camera)![file]!.path)
  return [dataset.dataFiles[found.rows.file]!.path, ...videos]
}

function findEpisode({ episodes }: Dataset, index: number): DatasetEpisode | undefined {
  // Nearly always in the place of its number.
  const likely = episodes[index]
  return likely?.record.index === index ? likely : episodes.find(({ record }) => record.index === index)
}

/** Throws `EPISODE_UNKNOWN`. */
export function episodeOf(dataset: Dataset, index: number): DatasetEpisode {
  const found = findEpisode(dataset, index)
  if (found !== undefined) return found
  const why = dataset.findings.find(({ episodes }) => episodes?.includes(index) === true)
  throw new EngineError(
    'EPISODE_UNKNOWN',
    why === undefined
      ? `${dataset.dir} has no episode ${index}`
      : `episode ${index} of ${dataset.dir} cannot be read: ${why.message}`,
  )
}

/** By sample entry; others are named by it. */
const codecs: Readonly<Record<string, string>> = {
  av01: 'AV1',
  avc1: 'H.264',
  avc3: 'H.264',
  hvc1: 'HEVC',
  hev1: 'HEVC',
  vp09: 'VP9',
  vp08: 'VP8',
  mp4v: 'MPEG-4',
}

function videoCamera(
  dataset: Dataset,
  episode: DatasetEpisode,
  name: string,
  info: DatasetInfo,
): OpenedEpisode['cameras'][0] {
  const { file, start, end } = episode.frames.get(name)!
  const { path, track } = dataset.videoFiles.get(name)![file]!
  return {
    name,
    kind: 'video',
    file: path,
    codec: codecs[track.fourcc] ?? track.fourcc,
    width: track.width,
    height: track.height,
    frames: { start, end },
    ...shiftOf(track, start, info.fps),
    depth: depthScale({ info, stats: dataset.stats }, name),
  }
}

/** Rounded times are off by less, in frames. */
const ON_GRID = 0.05

/** See {@link EpisodeCamera.shift}: within an episode nothing was joined, so that it is the same for all its frames. */
function shiftOf({ presentation }: VideoTrack, start: number, fps: number): Pick<EpisodeCamera, 'shift'> {
  const shift = presentation[start]! - presentation[0]! - start / fps
  return Math.abs(shift) * fps < ON_GRID ? {} : { shift }
}

async function imageCamera(
  dataset: Dataset,
  { rows }: DatasetEpisode,
  name: string,
  info: DatasetInfo,
  images: EpisodeImages,
): Promise<OpenedEpisode['cameras'][0]> {
  const feature = info.features.get(name)!
  const depth = depthScale({ info, stats: dataset.stats }, name)
  const [first = 0, second = 0, third = 0] = feature.shape
  const isChannelsFirst = /^channels?$/.test(elementNames(feature.names)[0] ?? '')
  return {
    name,
    kind: 'image',
    file: dataset.dataFiles[rows.file]!.path,
    codec: await images.codec(dataset, rows.file, name, rows.start),
    width: isChannelsFirst ? third : second,
    height: isChannelsFirst ? second : first,
    frames: { start: rows.start, end: rows.end },
    depth: depth && { ...depth, shown: depth.shown ?? (await images.distances(dataset, rows, name)) },
  }
}

/** Names of elements that are sent along; what has more is a picture rather than a vector. */
const MAX_NAMES = 10_000

function numericFeatures({ features }: DatasetInfo): NumericFeature[] {
  return [...features]
    .filter(([, feature]) => isNumeric(feature))
    .map(([name, feature]) => {
      const { dtype, shape, names } = feature
      const elements = elementsOf({ shape })
      const labels = elements <= MAX_NAMES ? elementNames(names) : []
      const isNamed = labels.length === elements && elements > 0
      return { name, dtype, shape, names: isNamed ? labels : undefined, unit: unitOf(name, feature) }
    })
}

/** The format has no place for units; recorders that note them use this key. */
function unitOf(name: string, { raw, info }: Feature): string | undefined {
  const stated = raw['unit'] ?? info?.['unit']
  return typeof stated === 'string' ? stated.slice(0, 40) : name === 'timestamp' ? 's' : undefined
}
