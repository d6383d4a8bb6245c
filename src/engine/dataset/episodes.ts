import { EngineError } from '#shared/errors.ts'
import { openBuffered, type OpenFile } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { listsOf, numbersOf, readColumns, textValues } from '#engine/parquet/column.ts'
import { leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
import type { LeafColumn } from '#engine/parquet/leaf.ts'
import { globFiles, pathInside } from './paths.ts'

/** The window of one episode in a camera's file, as the dataset states it. Times are seconds in that file. */
export interface StatedWindow {
  readonly chunk: number
  readonly file: number
  readonly from: number
  readonly to: number
}

/** One row of `meta/episodes`, without its statistics. */
export interface EpisodeRecord {
  readonly index: number
  readonly length: number
  /** Undefined when the file has no such column. */
  readonly tasks: readonly string[] | undefined
  /** Rows of the dataset, half-open, as stated; undefined when the file has no such column. */
  readonly datasetFrom: number | undefined
  readonly datasetTo: number | undefined
  /** The file of `meta/episodes` that the row says it is in. */
  readonly statedMeta: { readonly chunk: number; readonly file: number } | undefined
  readonly dataChunk: number
  readonly dataFile: number
  /** By camera. */
  readonly windows: ReadonlyMap<string, StatedWindow>
  /** Where the row stands: number of the file in {@link EpisodesTable.files}, row in it. */
  readonly metaFile: number
  readonly metaRow: number
}

/** A file of `meta/episodes`. */
export interface EpisodesFile {
  readonly path: string
  readonly footer: ParquetFooter
  /** See `stampOf`: as it was opened. */
  readonly stamp: string
}

/** All of `meta/episodes`. */
export interface EpisodesTable {
  readonly files: readonly EpisodesFile[]
  /** In file order; the format wants that to be the order of `episode_index`. */
  readonly records: readonly EpisodeRecord[]
}

/**
 * Reads the structural columns of every `meta/episodes` file, found by folder and not by the
 * `meta/episodes/*` columns, which the reference merger writes wrong. Statistics stay unread.
 * Throws `EPISODES_INVALID` or what a file gives.
 */
export async function readEpisodes(dir: string, cameras: readonly string[]): Promise<EpisodesTable> {
  const paths = await globFiles(dir, 'meta/episodes', '.parquet')
  const read = await mapConcurrently(paths, async (path, number) => {
    await using file = await openBuffered(pathInside(dir, path))
    const footer = await readFooter(file)
    if (footer.rowCount > MAX_EPISODES)
      throw invalid(file.path, `${footer.rowCount} episodes, more than ${MAX_EPISODES}`)
    return {
      file: { path, footer, stamp: file.stamp },
      records: await readRecords(file, footer, cameras, number),
    }
  })
  return { files: read.map(({ file }) => file), records: read.flatMap(({ records }) => records) }
}

async function readRecords(
  file: OpenFile,
  footer: ParquetFooter,
  cameras: readonly string[],
  number: number,
): Promise<EpisodeRecord[]> {
  const columns = await readStructure(file, footer, cameras)
  const optional = (name: string): (number | undefined)[] | undefined => {
    const column = columns.get(name)
    return column && numbersOf(column, footer.leaves[leafIndex(footer, name)]!.maxDefinition)
  }
  const required = (name: string): number[] => {
    const column = optional(name)
    if (column === undefined) throw invalid(file.path, `no column ${name}`)
    const bad = column.findIndex((value) => value === undefined || !Number.isFinite(value) || value < 0)
    if (bad >= 0) throw invalid(file.path, `${name} is ${column[bad] ?? 'null'} in row ${bad}`)
    return column as number[]
  }
  const index = required('episode_index')
  const length = required('length')
  const dataChunk = required('data/chunk_index')
  const dataFile = required('data/file_index')
  const datasetFrom = optional('dataset_from_index')
  const datasetTo = optional('dataset_to_index')
  const metaChunk = optional('meta/episodes/chunk_index')
  const metaFile = optional('meta/episodes/file_index')
  const tasks = taskLists(footer, columns.get('tasks'))
  const windows = cameras.map((camera) => ({
    camera,
    chunk: required(`videos/${camera}/chunk_index`),
    file: required(`videos/${camera}/file_index`),
    from: required(`videos/${camera}/from_timestamp`),
    to: required(`videos/${camera}/to_timestamp`),
  }))
  return index.map((episode, row) => ({
    index: episode,
    length: length[row]!,
    tasks: tasks?.[row],
    datasetFrom: datasetFrom?.[row],
    datasetTo: datasetTo?.[row],
    statedMeta: statedMeta(metaChunk?.[row], metaFile?.[row]),
    dataChunk: dataChunk[row]!,
    dataFile: dataFile[row]!,
    windows: new Map(
      windows.map(({ camera, chunk, file, from, to }) => [
        camera,
        { chunk: chunk[row]!, file: file[row]!, from: from[row]!, to: to[row]! },
      ]),
    ),
    metaFile: number,
    metaRow: row,
  }))
}

/** Ten times what the largest collections have; a few bytes could claim any number. */
const MAX_EPISODES = 1_000_000

/** The columns of `meta/episodes` that say what is where; `tasks` stands between the first two of the rows. */
export const STRUCTURE = {
  rows: [
    'episode_index',
    'length',
    'data/chunk_index',
    'data/file_index',
    'dataset_from_index',
    'dataset_to_index',
  ],
  /** Of each camera, below `videos/<camera>/`: whole numbers, then seconds. */
  camera: { files: ['chunk_index', 'file_index'], times: ['from_timestamp', 'to_timestamp'] },
  meta: ['meta/episodes/chunk_index', 'meta/episodes/file_index'],
} as const

/** The columns that say what is where, those that the file has, by name. */
async function readStructure(
  file: OpenFile,
  footer: ParquetFooter,
  cameras: readonly string[],
): Promise<Map<string, LeafColumn>> {
  const { rows, camera: window, meta } = STRUCTURE
  const names = [
    ...rows,
    ...meta,
    ...cameras.flatMap((camera) =>
      [...window.files, ...window.times].map((name) => `videos/${camera}/${name}`),
    ),
  ]
  const leaves = new Map(names.map((name) => [name, leafIndex(footer, name)]))
  leaves.set('tasks', tasksLeaf(footer))
  const present = [...leaves].filter(([, leaf]) => leaf >= 0)
  const columns = await readColumns(
    file,
    footer,
    present.map(([, leaf]) => leaf),
  )
  return new Map(present.map(([name], i) => [name, columns[i]!]))
}

function statedMeta(chunk: number | undefined, file: number | undefined): EpisodeRecord['statedMeta'] {
  return chunk === undefined || file === undefined ? undefined : { chunk, file }
}

function tasksLeaf(footer: ParquetFooter): number {
  return footer.leaves.findIndex((node) => node.path[0] === 'tasks')
}

function taskLists(footer: ParquetFooter, column: LeafColumn | undefined): string[][] | undefined {
  return column && listsOf(column, footer.leaves[tasksLeaf(footer)]!.maxDefinition, textValues(column.values))
}

function invalid(path: string, what: string): EngineError {
  return new EngineError('EPISODES_INVALID', `${path}: ${what}`, {
    hint: 'The episode list is damaged or was written by another tool. Recreate it or leave this dataset out.',
  })
}
