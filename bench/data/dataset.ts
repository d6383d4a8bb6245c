import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatPythonJson, type JsonValue } from '#engine/index.ts'
import { cameraKeys } from '#engine/dataset/info.ts'
import type { FeatureStats } from '#engine/dataset/stats.ts'
import { writeTasks } from '#engine/dataset/write-tasks.ts'
import { aggregateStats } from '#engine/stats/aggregate.ts'
import { writeEpisodeTable, type MadeEpisode } from './episode-table.ts'
import { Random } from './random.ts'
import { writeRows } from './rows.ts'
import type { Template } from './template.ts'
import { framesFrom, stockOf, writeVideo } from './video.ts'

/** What a made dataset is like. Equal descriptions give equal bytes. */
export interface DatasetSpec {
  readonly seed: number
  readonly episodes: number
  /** Frames per episode: `length` give or take `jitter`. */
  readonly length: number
  readonly jitter: number
  /** Elements of the state and of the action. */
  readonly width: number
  /** Mean size of a video packet; null leaves them as they are in the template. */
  readonly packetBytes: number | null
  /** Videos whose packets are holes: for measurements that read none. */
  readonly isHollow: boolean
  readonly episodesPerVideo: number
  /** The recorder flushes its list of episodes every 10; mergers write all of them at once. */
  readonly episodesPerMetaGroup: number
}

/**
 * Writes a LeRobot v3.0 dataset as the recorder would: a row group per episode, statistics for each of them. Returns
 * its episodes.
 */
export async function makeDataset(
  dir: string,
  template: Template,
  spec: DatasetSpec,
): Promise<readonly MadeEpisode[]> {
  const { dataset, features } = template
  const random = new Random(spec.seed)
  const tasks = [...dataset.tasks.values()]
  let from = 0
  const episodes = Array.from({ length: spec.episodes }, (_, number): MadeEpisode => {
    const length = spec.length + random.integer(-spec.jitter, spec.jitter)
    const episode = {
      length,
      from,
      task: random.integer(0, tasks.length - 1),
      seed: random.integer(0, 2 ** 31),
      video: Math.floor(number / spec.episodesPerVideo),
      stats: new Map<string, FeatureStats>(),
    }
    from += length
    return episode
  })
  await mkdir(join(dir, 'meta'), { recursive: true })
  await writeRows(join(dir, 'data/chunk-000/file-000.parquet'), template, spec.width, episodes)
  for (const camera of cameraKeys(dataset.info)) {
    for (const episode of episodes)
      episode.stats.set(camera, pictureStats(dataset.stats!.get(camera)!, episode.length))
    await writeVideos(dir, template, camera, spec, episodes)
  }
  await writeEpisodeTable(join(dir, 'meta/episodes/chunk-000/file-000.parquet'), {
    schema: dataset.episodeFiles[0]!.footer.root,
    cameras: cameraKeys(dataset.info),
    fps: dataset.info.fps,
    tasks,
    episodes,
    episodesPerGroup: spec.episodesPerMetaGroup,
  })
  await writeTasks(dir, tasks)
  const info = {
    ...dataset.info.raw,
    features,
    total_episodes: episodes.length,
    total_frames: from,
    total_tasks: tasks.length,
    splits: { train: `0:${episodes.length}` },
  }
  await writeFile(join(dir, 'meta/info.json'), formatPythonJson(info))
  const stats = Object.keys(features).map((name) => [
    name,
    aggregateStats(episodes.map((episode) => ({ stats: episode.stats.get(name)!, frames: episode.length }))),
  ])
  await writeFile(join(dir, 'meta/stats.json'), formatPythonJson(Object.fromEntries(stats) as JsonValue))
  return episodes
}

/** The pictures are the fixture's, and so is what is known of them, but for the number of frames sampled. */
function pictureStats(recorded: FeatureStats, length: number): FeatureStats {
  return { ...recorded, count: [Math.min(length, 100)] }
}

async function writeVideos(
  dir: string,
  { dataset }: Template,
  camera: string,
  spec: DatasetSpec,
  episodes: readonly MadeEpisode[],
): Promise<void> {
  const stock = await stockOf(dataset, camera, spec.packetBytes, spec.seed)
  for (let first = 0, file = 0; first < episodes.length; first += spec.episodesPerVideo, file++) {
    const own = episodes.slice(first, first + spec.episodesPerVideo)
    const frames = own.flatMap(({ seed, length }) => framesFrom(stock, seed, length))
    const path = `videos/${camera}/chunk-000/file-${String(file).padStart(3, '0')}.mp4`
    await writeVideo(join(dir, path), stock, frames, dataset.info.fps, spec.isHollow)
  }
}
