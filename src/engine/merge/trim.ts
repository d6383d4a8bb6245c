import { EngineError } from '#shared/errors.ts'
import type { PlannedEpisode, Trim } from '#shared/plan.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { integers } from '#engine/parquet/encode.ts'
import type { LeafColumn } from '#engine/parquet/leaf.ts'
import type { SchemaNode } from '#engine/parquet/schema.ts'
import { cutFrames } from '#engine/video/slice.ts'
import type { VideoTrack } from '#engine/video/track.ts'

/** An episode of a source, and the part of it that is kept; all of it without one. */
export interface ChosenEpisode extends DatasetEpisode {
  readonly trim?: { readonly from: number; readonly to: number }
}

/** Columns that count from an episode's first frame: written anew once that is another one. */
const COUNTED_FROM_START: readonly string[] = ['frame_index', 'timestamp']

/** Whether a column of an episode is written anew because its beginning was cut off. */
export function isCountedAnew(column: string | undefined, trim: PlannedEpisode['trim']): boolean {
  return column !== undefined && trim !== undefined && trim.from > 0 && COUNTED_FROM_START.includes(column)
}

/**
 * The values of such a column: `frame_index` counts rows, `timestamp` is their time in seconds, to the precision that the
 * column has. Throws `PARQUET_UNSUPPORTED` where it holds no numbers.
 */
export function countedAnew(column: SchemaNode, length: number, fps: number): LeafColumn {
  const frames = Array.from({ length }, (_, frame) => frame)
  const values =
    column.type === 'FLOAT'
      ? Float32Array.from(frames, (frame) => frame / fps)
      : column.type === 'DOUBLE'
        ? Float64Array.from(frames, (frame) => frame / fps)
        : column.type === 'INT32' || column.type === 'INT64'
          ? integers(column, frames)
          : undefined
  if (values !== undefined) return { count: length, repetition: undefined, definition: undefined, values }
  throw new EngineError('PARQUET_UNSUPPORTED', `the column ${column.name} holds no numbers to count anew`, {
    hint: 'Keep the beginning of its episodes.',
  })
}

/**
 * Narrows an episode to the part that is wanted. Pictures are copied, not encoded anew, so the part grows to where
 * every camera can be cut: back to a key frame, and on past frames that B-frames tie together. All of the episode stays
 * what it was. Throws `SELECTION_INVALID` for a range outside the episode, or where annotations hold times that
 * cutting the beginning would make wrong.
 */
export function trimmed(episode: DatasetEpisode, dataset: Dataset, wanted: Trim): ChosenEpisode {
  const { length } = episode.record
  const what = `episode ${wanted.episode} of ${dataset.name}`
  if (wanted.from >= wanted.to || wanted.to > length)
    throw new EngineError(
      'SELECTION_INVALID',
      `${what} has ${length} frames and cannot be cut to frames ${wanted.from} to ${wanted.to - 1}`,
      { hint: `Frames count from 0 to ${length - 1}.` },
    )
  const { from, to } = widened(episode, dataset, wanted)
  if (from === 0 && to === length) return episode
  if (from > 0 && hasAnnotationTimes(dataset))
    throw new EngineError(
      'SELECTION_INVALID',
      `the beginning of ${what} cannot be cut off: its language annotations hold times`,
      { hint: 'Keep its beginning; its end can be cut off.' },
    )
  const within = <R extends { readonly start: number }>(range: R): R => ({
    ...range,
    start: range.start + from,
    end: range.start + to,
  })
  return {
    ...episode,
    record: { ...episode.record, length: to - from },
    rows: within(episode.rows),
    frames: new Map([...episode.frames].map(([camera, range]) => [camera, within(range)])),
    trim: { from, to },
  }
}

function hasAnnotationTimes({ info }: Dataset): boolean {
  return [...info.features.values()].some(({ dtype }) => dtype === 'language')
}

/** The narrowest range around the wanted one in which every camera can be cut. */
function widened(
  { record: { length }, frames }: DatasetEpisode,
  dataset: Dataset,
  wanted: Trim,
): { readonly from: number; readonly to: number } {
  const cameras = [...frames].map(([camera, { file, start }]) => ({
    track: dataset.videoFiles.get(camera)![file]!.track,
    start,
  }))
  const begins = (from: number): boolean =>
    cameras.every(({ track, start }) => startsAlone(track, start + from, start + length))
  let { from, to } = wanted
  while (from > 0 && !begins(from)) from--
  const ends = (): boolean =>
    cameras.every(
      ({ track, start }) => cutFrames(track, { start: start + from, end: start + to }).kind === 'cut',
    )
  while (to < length && !ends()) to++
  return { from, to }
}

/** Whether a decoder that begins at this frame shows it and all that follow, before `end`. */
function startsAlone(track: VideoTrack, frame: number, end: number): boolean {
  if (track.sync[track.order[frame]!] !== 1) return false
  const cut = cutFrames(track, { start: frame, end })
  return cut.kind === 'cut' && cut.startsOnKeyframe
}
