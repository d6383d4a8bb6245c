import { join } from 'node:path'
import { openEpisodeList, type EpisodeList } from '#engine/index.ts'
import { isDepth } from '#engine/dataset/depth.ts'
import { cameraKeys, type DatasetInfo } from '#engine/dataset/info.ts'
import { formatPath, pathInside } from '#engine/dataset/paths.ts'
import type { EpisodeIndex, EpisodePage, EpisodeRow } from '#shared/model/dataset.ts'
import { EngineError } from '#shared/errors.ts'
import { datasetFiles } from '../dataset-files.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { EpisodePicture, ReaderInput } from '../reader-protocol.ts'
import { Distinct } from './distinct.ts'
import { readInfo } from './scan.ts'

/** Footers of 50 000 episodes take some 50 MB. */
const KEPT = 4
/** Rows that an index takes at a time, and other requests wait for. */
const INDEX_STEP = 1000

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
    const open = await this.#open(path)
    const { total } = open.list
    return { total, from: Math.min(from, total), rows: await this.#rows(path, open, { from, count }, signal) }
  }

  /** All rows in columns. Throws what info.json and `meta/episodes` give. */
  async index({ path }: ReaderInput<'index'>, signal: AbortSignal): Promise<EpisodeIndex> {
    const open = await this.#open(path)
    const taskLists = new Distinct<readonly string[]>((tasks) => JSON.stringify(tasks))
    const paths = new Distinct<string>((file) => file)
    const index = {
      episodes: [] as number[],
      lengths: [] as number[],
      tasks: [] as number[],
      files: [] as number[],
    }
    for (let from = 0; from < open.list.total; from += INDEX_STEP) {
      if (signal.aborted) throw new EngineError('CANCELLED', `cancelled while listing ${path}`)
      for (const row of await this.#rows(path, open, { from, count: INDEX_STEP }, signal)) {
        index.episodes.push(row.index)
        index.lengths.push(row.length)
        index.tasks.push(taskLists.numberOf(row.tasks))
        index.files.push(paths.numberOf(row.file))
      }
    }
    return { fps: open.info.fps, ...index, taskLists: taskLists.values, paths: paths.values }
  }

  async #rows(
    path: string,
    { info, list }: OpenList,
    { from, count }: { readonly from: number; readonly count: number },
    signal: AbortSignal,
  ): Promise<EpisodeRow[]> {
    const listed = await list.rows(from, count)
    // Older tools leave the tasks to the rows.
    const known = listed.some(({ tasks }) => tasks === undefined)
      ? await this.#tasksOf(path, signal)
      : undefined
    return listed.map(({ index, length, tasks, data }): EpisodeRow => ({
      index,
      tasks: tasks ?? known?.get(index) ?? [],
      length,
      durationSeconds: length / info.fps,
      file:
        data === undefined
          ? ''
          : formatPath(info.dataPath, { chunk_index: data.chunk, file_index: data.file }),
    }))
  }

  /** Where the first video of colours shows the beginning of an episode; undefined without one or such an episode. */
  async picture({ path, episode }: ReaderInput<'picture'>): Promise<EpisodePicture | undefined> {
    const { info, list } = await this.#open(path)
    // Depth without its colours is nearly black.
    const camera = cameraKeys(info).find((name) => !isDepth(info.features.get(name)!))
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
