import { join } from 'node:path'
import { openEpisodeList, type EpisodeList } from '#engine/index.ts'
import { cameraKeys, type DatasetInfo } from '#engine/dataset/info.ts'
import { formatPath, pathInside } from '#engine/dataset/paths.ts'
import type { EpisodePage, EpisodeRow } from '#shared/model/dataset.ts'
import { datasetFiles } from '../dataset-files.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { EpisodePicture, ReaderInput } from '../reader-protocol.ts'
import { readInfo } from './scan.ts'

/** Footers of 50 000 episodes take some 50 MB. */
const KEPT = 4

interface OpenList {
  readonly stamp: string
  readonly info: DatasetInfo
  readonly list: EpisodeList
}

/** Lists of episodes, without opening the datasets: what a table shows is in `meta/episodes` alone. */
export class EpisodeLists {
  readonly #datasets: OpenedDatasets
  readonly #kept = new Map<string, Promise<OpenList>>()

  constructor(datasets: OpenedDatasets) {
    this.#datasets = datasets
  }

  /** Throws what info.json and `meta/episodes` give. */
  async page({ path, from, count }: ReaderInput<'episodes'>, signal: AbortSignal): Promise<EpisodePage> {
    const { info, list } = await this.#open(path)
    const listed = await list.rows(from, count)
    // Older tools leave the tasks to the rows.
    const known = listed.some(({ tasks }) => tasks === undefined)
      ? await this.#tasksOf(path, signal)
      : undefined
    const rows = listed.map(({ index, length, tasks, dataChunk, dataFile }): EpisodeRow => ({
      index,
      tasks: tasks ?? known?.get(index) ?? [],
      length,
      durationSeconds: length / info.fps,
      file: formatPath(info.dataPath, { chunk_index: dataChunk, file_index: dataFile }),
    }))
    return { total: list.total, from: Math.min(from, list.total), rows }
  }

  /** Where the first camera shows the beginning of an episode; undefined without cameras or such an episode. */
  async picture({ path, episode }: ReaderInput<'picture'>): Promise<EpisodePicture | undefined> {
    const { info, list } = await this.#open(path)
    const [camera] = cameraKeys(info)
    const window = camera === undefined ? undefined : await list.window(episode, camera)
    if (camera === undefined || window === undefined) return undefined
    const file = formatPath(info.videoPath, {
      video_key: camera,
      chunk_index: window.chunk,
      file_index: window.file,
    })
    pathInside(path, file)
    return { file, seconds: window.from }
  }

  async #open(path: string): Promise<OpenList> {
    // The data files do not matter here, and there may be thousands of them.
    const { stamp } = await datasetFiles(join(path, 'meta'))
    const kept = await this.#kept.get(path)?.catch(() => undefined)
    if (kept?.stamp === stamp) return kept
    const opening = Promise.all([readInfo(path), openEpisodeList(path)]).then(([info, list]) => ({
      stamp,
      info,
      list,
    }))
    this.#kept.delete(path)
    this.#kept.set(path, opening)
    for (const oldest of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(oldest)
    return await opening
  }

  async #tasksOf(path: string, signal: AbortSignal): Promise<Map<number, readonly string[]>> {
    const { dataset } = await this.#datasets.get(path, signal)
    return new Map(dataset.episodes.map(({ record, tasks }) => [record.index, tasks]))
  }
}
