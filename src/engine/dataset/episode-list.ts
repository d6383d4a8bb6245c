import { mapConcurrently } from '#engine/io/concurrent.ts'
import { openBuffered, type ByteSource } from '#engine/io/files.ts'
import { listsOf, numbersOf, textValues } from '#engine/parquet/column.ts'
import { leafIndex, readFooter } from '#engine/parquet/footer.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { invalidList, isUsable, tasksLeaf, type EpisodesFile } from './episodes.ts'
import { globFiles, pathInside } from './paths.ts'

/** One row of the list. */
export interface ListedEpisode {
  readonly index: number
  /** Frames; 0 where the row has no usable number. */
  readonly length: number
  /** Undefined when the file has no such column. */
  readonly tasks: readonly string[] | undefined
  /** Undefined where the row has no usable numbers. */
  readonly data: { readonly chunk: number; readonly file: number } | undefined
}

/** Where an episode's frames begin in a camera's file. */
export interface ListedWindow {
  readonly chunk: number
  readonly file: number
  /** Seconds in that file. */
  readonly from: number
}

/** A row group of one of the files. */
interface ListedGroup {
  readonly file: EpisodesFile
  readonly group: number
  /** Rows of the list, half-open. */
  readonly start: number
  readonly end: number
}

/** Rows that are kept decoded; the recorder's row groups have 10, those of merges may have 100 000. */
const KEPT_ROWS = 100_000

/**
 * `meta/episodes` as a list to look into: only footers are read at first, then the row groups and columns that are asked
 * for. What it says is not compared with the data; {@link openDataset} does that. A row that makes no sense but has a
 * number is listed as far as it goes: the others are none the worse for it.
 */
export class EpisodeList {
  readonly dir: string
  readonly total: number
  readonly #groups: readonly ListedGroup[]
  readonly #kept = new Map<ListedGroup, readonly ListedEpisode[]>()

  constructor(dir: string, groups: readonly ListedGroup[]) {
    this.dir = dir
    this.#groups = groups
    this.total = groups.at(-1)?.end ?? 0
  }

  /** Rows `[from, from + count)`, fewer at the end. Throws `EPISODES_INVALID` or what a file gives. */
  async rows(from: number, count: number): Promise<ListedEpisode[]> {
    const end = Math.min(this.total, from + count)
    const rows: ListedEpisode[] = []
    for (const group of this.#groupsOf(from, end)) {
      const own = await this.#read(group)
      rows.push(...own.slice(Math.max(0, from - group.start), end - group.start))
    }
    return rows
  }

  /** Where the episode with this number begins in a camera's file; undefined when it is not listed, or the row does not say. */
  async window(episode: number, camera: string): Promise<ListedWindow | undefined> {
    // Nearly always in the row of its number.
    const likely = this.#groupsOf(episode, episode + 1)
    for (const group of [...likely, ...this.#groups.filter((other) => !likely.includes(other))]) {
      const row = (await this.#read(group)).findIndex(({ index }) => index === episode)
      if (row >= 0) return await this.#windowAt(group, row, camera)
    }
    return undefined
  }

  #groupsOf(from: number, end: number): readonly ListedGroup[] {
    return this.#groups.filter((group) => group.start < end && group.end > from)
  }

  async #read(group: ListedGroup): Promise<readonly ListedEpisode[]> {
    const kept = this.#kept.get(group)
    if (kept !== undefined) return kept
    await using source = await openBuffered(pathInside(this.dir, group.file.path))
    const index = await required(source, group, 'episode_index')
    const bad = index.findIndex((number) => number === undefined)
    if (bad >= 0)
      throw invalidList(source.path, `no usable episode_index in row ${bad} of row group ${group.group}`)
    const length = await required(source, group, 'length')
    const dataChunk = await required(source, group, 'data/chunk_index')
    const dataFile = await required(source, group, 'data/file_index')
    const tasks = await taskLists(source, group)
    const rows = index.map((episode, row): ListedEpisode => {
      const [chunk, file] = [dataChunk[row], dataFile[row]]
      return {
        index: episode!,
        length: length[row] ?? 0,
        tasks: tasks?.[row],
        data: chunk === undefined || file === undefined ? undefined : { chunk, file },
      }
    })
    this.#keep(group, rows)
    return rows
  }

  #keep(group: ListedGroup, rows: readonly ListedEpisode[]): void {
    this.#kept.set(group, rows)
    let kept = [...this.#kept.values()].reduce((sum, own) => sum + own.length, 0)
    for (const [oldest, own] of this.#kept) {
      if (kept <= KEPT_ROWS || oldest === group) break
      kept -= own.length
      this.#kept.delete(oldest)
    }
  }

  async #windowAt(group: ListedGroup, row: number, camera: string): Promise<ListedWindow | undefined> {
    await using source = await openBuffered(pathInside(this.dir, group.file.path))
    const at = async (field: string): Promise<number | undefined> =>
      (await required(source, group, `videos/${camera}/${field}`))[row]
    const [chunk, file, from] = [await at('chunk_index'), await at('file_index'), await at('from_timestamp')]
    return chunk === undefined || file === undefined || from === undefined ? undefined : { chunk, file, from }
  }
}

/** Opens the list of episodes of a dataset, from the footers of its files alone. */
export async function openEpisodeList(dir: string): Promise<EpisodeList> {
  const files = await mapConcurrently(await globFiles(dir, 'meta/episodes', '.parquet'), async (path) => {
    await using source = await openBuffered(pathInside(dir, path))
    return { path, footer: await readFooter(source), stamp: source.stamp }
  })
  const groups: ListedGroup[] = []
  let start = 0
  for (const file of files) {
    for (const [group, rows] of file.footer.chunks.rows.entries())
      groups.push({ file, group, start, end: (start += rows) })
  }
  return new EpisodeList(dir, groups)
}

/** A column that must be there; undefined where its value is no usable number. */
async function required(
  source: ByteSource,
  { file, group }: ListedGroup,
  name: string,
): Promise<(number | undefined)[]> {
  const { footer } = file
  const leaf = leafIndex(footer, name)
  if (leaf < 0) throw invalidList(source.path, `no column ${name}`)
  const column = numbersOf(await readLeaf(source, footer, group, leaf), footer.leaves[leaf]!.maxDefinition)
  if (column.length !== footer.chunks.rows[group])
    throw invalidList(source.path, `${name} has ${column.length} values in row group ${group}`)
  return column.map((value) => (isUsable(value) ? value : undefined))
}

async function taskLists(source: ByteSource, { file, group }: ListedGroup): Promise<string[][] | undefined> {
  const { footer } = file
  const leaf = tasksLeaf(footer)
  if (leaf < 0) return undefined
  const column = await readLeaf(source, footer, group, leaf)
  return listsOf(column, footer.leaves[leaf]!.maxDefinition, textValues(column.values))
}
