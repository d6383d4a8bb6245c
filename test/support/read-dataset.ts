import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { readMp4, type Mp4, type Packet } from './read-mp4.ts'
import { readTable, type Cell, type Row, type Table } from './read-table.ts'

/** JSON as Python writes it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** One feature in info.json. */
export interface FeatureInfo {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly names?: Json
  readonly fps?: number
  readonly info?: Readonly<Record<string, Json>>
}

/** The keys of info.json that tests look at. */
export interface Info {
  readonly fps: number
  readonly robot_type: string | null
  readonly features: Readonly<Record<string, FeatureInfo>>
  readonly total_episodes: number
  readonly total_frames: number
  readonly total_tasks: number
  readonly data_path: string
  readonly video_path: string | null
  readonly [key: string]: unknown
}

/** One row of meta/episodes and the file it stands in. */
export interface Episode {
  readonly row: Row
  readonly metaFile: string
}

/** A dataset as readers that share no code with the engine see it: LeRobot's rules, hyparquet's values. */
export class ReadDataset {
  readonly dir: string
  readonly info: Info
  readonly stats: Readonly<Record<string, Readonly<Record<string, Json>>>>
  /** Texts by position, as the reference loader looks them up. */
  readonly tasks: readonly string[]
  /** In path order: position is the episode's number. */
  readonly episodes: readonly Episode[]
  /** Data files by path, in path order. */
  readonly data: ReadonlyMap<string, Table>
  readonly #videos = new Map<string, Promise<Mp4>>()

  constructor(parts: Pick<ReadDataset, 'dir' | 'info' | 'stats' | 'tasks' | 'episodes' | 'data'>) {
    this.dir = parts.dir
    this.info = parts.info
    this.stats = parts.stats
    this.tasks = parts.tasks
    this.episodes = parts.episodes
    this.data = parts.data
  }

  get cameras(): string[] {
    return Object.entries(this.info.features).flatMap(([name, { dtype }]) =>
      dtype === 'video' ? [name] : [],
    )
  }

  /** Whole rows in the order of the files, as the reference loader concatenates them. */
  get rows(): Row[] {
    return [...this.data.values()].flatMap(({ rows }) => rows)
  }

  number(episode: number, column: string): number {
    return this.episodes[episode]!.row[column] as number
  }

  dataFile(episode: number): string {
    return this.#path(this.info.data_path, episode, 'data')
  }

  videoFile(episode: number, camera: string): string {
    return this.#path(this.info.video_path!.replaceAll('{video_key}', camera), episode, `videos/${camera}`)
  }

  #path(template: string, episode: number, prefix: string): string {
    const pad = (column: string): string =>
      String(this.number(episode, `${prefix}/${column}`)).padStart(3, '0')
    return template
      .replace('{chunk_index:03d}', pad('chunk_index'))
      .replace('{file_index:03d}', pad('file_index'))
  }

  /** The rows of the episode's data file that carry its number. */
  rowsOf(episode: number): Row[] {
    const number = this.number(episode, 'episode_index')
    return this.data.get(this.dataFile(episode))!.rows.filter((row) => row['episode_index'] === number)
  }

  async video(path: string): Promise<Mp4> {
    const known = this.#videos.get(path) ?? readMp4(join(this.dir, path))
    this.#videos.set(path, known)
    return await known
  }

  /** The frames inside the episode's window, rounded to whole frames as loaders do. */
  async packetsOf(episode: number, camera: string): Promise<readonly Packet[]> {
    const { packets } = await this.video(this.videoFile(episode, camera))
    const frame = (edge: string): number =>
      Math.round(this.number(episode, `videos/${camera}/${edge}`) * this.info.fps)
    return packets.slice(frame('from_timestamp'), frame('to_timestamp'))
  }
}

/** Reads a dataset whole. */
export async function readDataset(dir: string): Promise<ReadDataset> {
  const json = async (path: string): Promise<unknown> =>
    parsePythonJson(await readFile(join(dir, path), 'utf8'))
  const episodes: Episode[] = []
  for (const metaFile of files(dir, 'meta/episodes/*/*.parquet')) {
    const { rows } = await readTable(join(dir, metaFile))
    episodes.push(...rows.map((row) => ({ row, metaFile })))
  }
  const data = new Map<string, Table>()
  for (const path of files(dir, 'data/*/*.parquet')) data.set(path, await readTable(join(dir, path)))
  return new ReadDataset({
    dir,
    info: (await json('meta/info.json')) as Info,
    stats: (await json('meta/stats.json')) as ReadDataset['stats'],
    tasks: await readTaskTexts(dir),
    episodes,
    data,
  })
}

/** Files of a dataset by a pattern, with forward slashes, in path order. */
export function files(dir: string, pattern: string): string[] {
  return globSync(pattern, { cwd: dir })
    .map((path) => path.split(sep).join('/'))
    .sort()
}

/** By position, by the index that pandas would restore. */
export async function readTaskTexts(dir: string): Promise<string[]> {
  const { rows, keyValues } = await readTable(join(dir, 'meta/tasks.parquet'))
  const { index_columns } = JSON.parse(keyValues.get('pandas')!) as { index_columns: [string] }
  return rows.map((row) => row[index_columns[0]] as string)
}

/** Parses what Python's json module writes: NaN and infinities become the numbers they are. */
export function parsePythonJson(text: string): unknown {
  const marked = text.replaceAll(/(?<=[[\s,:])(NaN|-?Infinity)(?=[\s,\]}])/g, '"\ue000$1"')
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('\ue000') ? Number(value.slice(1)) : value,
  )
}

/** The numbers of a nested value, in order. */
export function flatNumbers(value: Cell | Json | undefined): number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? (value as readonly Json[]).flatMap(flatNumbers) : []
}
