import { EngineError } from '#shared/errors.ts'
import type { MergeOptions, Shard } from '#shared/plan.ts'
import { groupsOf } from '#engine/dataset/data-files.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { DEFAULT_DATA_PATH, DEFAULT_VIDEO_PATH, EPISODES_PATH, formatPath } from '#engine/dataset/paths.ts'
import { mp4ByteLength } from '#engine/video/splice.ts'
import { joinTotals, totalsOf, type Mp4Totals } from '#engine/video/totals.ts'
import { MB, rotate } from './rotation.ts'

/** Limits of the format for `meta/episodes`, which no option changes. */
const META_MB = 100
const META_CHUNK_SIZE = 1000

/** An episode and the dataset that it is in. */
export interface Chosen {
  readonly episode: DatasetEpisode
  readonly dataset: Dataset
}

/** Uncompressed and compressed bytes of an episode's rows; a part of a row group counts by its share of the rows. */
function rowBytes({ episode: { rows }, dataset }: Chosen): {
  uncompressed: number
  compressed: number
  metadata: number
} {
  const file = dataset.dataFiles[rows.file]!
  const { chunks } = file.footer
  const total = { uncompressed: 0, compressed: 0, metadata: 0 }
  for (const { group, start, end } of groupsOf(file, rows.start, rows.end)) {
    const share = (end - start) / chunks.rows[group]!
    for (let chunk = group * chunks.leafCount; chunk < (group + 1) * chunks.leafCount; chunk++) {
      total.uncompressed += chunks.uncompressed[chunk]! * share
      total.compressed += chunks.compressed[chunk]! * share
      total.metadata += chunks.metaEnd[chunk]! - chunks.metaStart[chunk]! + 8
    }
  }
  return total
}

/** The data files of the result, each a range of its episodes. */
export function planData(chosen: readonly Chosen[], options: MergeOptions): Shard[] {
  const sizes = chosen.map(rowBytes)
  let open = 0
  return rotate(chosen.length, options.chunkSize, {
    limit: options.dataMb * MB,
    sizeWith: (episode, isFirst) => (open = (isFirst ? 0 : open) + sizes[episode]!.uncompressed),
    bytes: (first, end) =>
      sizes.slice(first, end).reduce((sum, { compressed, metadata }) => sum + compressed + metadata, 4096),
    path: (chunk, file) => formatPath(DEFAULT_DATA_PATH, { chunk_index: chunk, file_index: file }),
  }).map((shard) => ({ ...shard, bytes: Math.round(shard.bytes) }))
}

/** As {@link planData}, for the video files of a camera. Throws `PLAN_INVALID` for an episode that it has no frames of. */
export function planVideos(
  chosen: readonly Chosen[],
  camera: string,
  fps: number,
  options: MergeOptions,
): Shard[] {
  const totals = chosen.map(({ episode, dataset }) => {
    const range = episode.frames.get(camera)
    if (range === undefined)
      throw new EngineError(
        'PLAN_INVALID',
        `episode ${episode.record.index} of ${dataset.name} has no frames of ${camera}`,
      )
    return totalsOf({ track: dataset.videoFiles.get(camera)![range.file]!.track, frames: range })
  })
  let open: Mp4Totals | undefined
  return rotate(chosen.length, options.chunkSize, {
    limit: options.videoMb * MB,
    mustStart: (episode) => open !== undefined && open.config !== totals[episode]!.config,
    sizeWith: (episode, isFirst) => {
      open = isFirst || open === undefined ? totals[episode]! : joinTotals(open, totals[episode]!)
      return mp4ByteLength(open, fps)
    },
    bytes: (first, end) => mp4ByteLength(totals.slice(first, end).reduce(joinTotals), fps),
    path: (chunk, file) =>
      formatPath(DEFAULT_VIDEO_PATH, { video_key: camera, chunk_index: chunk, file_index: file }),
  })
}

/** As {@link planData}, for the files of the list of episodes. */
export function planMeta(chosen: readonly Chosen[]): Shard[] {
  const perRow = new Map<object, number>()
  const sizes = chosen.map(({ episode, dataset }) => {
    const { footer } = dataset.episodeFiles[episode.record.metaFile]!
    const known =
      perRow.get(footer) ??
      footer.chunks.uncompressed.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, footer.rowCount)
    perRow.set(footer, known)
    return known
  })
  let open = 0
  return rotate(chosen.length, META_CHUNK_SIZE, {
    limit: META_MB * MB,
    sizeWith: (episode, isFirst) => (open = (isFirst ? 0 : open) + sizes[episode]!),
    bytes: (first, end) => Math.round(sizes.slice(first, end).reduce((sum, size) => sum + size, 0)),
    path: (chunk, file) => formatPath(EPISODES_PATH, { chunk_index: chunk, file_index: file }),
  })
}
