import { EngineError } from '#shared/errors.ts'
import { openBuffered, type OpenFile } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { listsOf, numbersOf, readColumn, textValues } from '#engine/parquet/column.ts'
import { leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
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
    return { file: { path, footer }, records: await readRecords(file, footer, cameras, number) }
  })
  return { files: read.map(({ file }) => file), records: read.flatMap(({ records }) => records) }
}

async function readRecords(
  file: OpenFile,
  footer: ParquetFooter,
  cameras: readonly string[],
  number: number,
): Promise<EpisodeRecord[]> {
  const optional = async (name: string): Promise<(number | undefined)[] | undefined> => {
    const leaf = leafIndex(footer, name)
    return leaf < 0
      ? undefined
      : numbersOf(await readColumn(file, footer, leaf), footer.leaves[leaf]!.maxDefinition)
  }
  const required = async (name: string): Promise<number[]> => {
    const column = await optional(name)
    if (column === undefined) throw invalid(file.path, `no column ${name}`)
    const bad = column.findIndex((value) => value === undefined || !Number.isFinite(value) || value < 0)
    if (bad >= 0) throw invalid(file.path, `${name} is ${column[bad] ?? 'null'} in row ${bad}`)
    return column as number[]
  }
  const index = await required('episode_index')
  const length = await required('length')
  const dataChunk = await required('data/chunk_index')
  const dataFile = await required('data/file_index')
  const datasetFrom = await optional('dataset_from_index')
  const datasetTo = await optional('dataset_to_index')
  const metaChunk = await optional('meta/episodes/chunk_index')
  const metaFile = await optional('meta/episodes/file_index')
  const tasks = await readTaskLists(file, footer)
  const windows = new Map<string, { chunk: number[]; file: number[]; from: number[]; to: number[] }>()
  for (const camera of cameras) {
    const prefix = `videos/${camera}`
    windows.set(camera, {
      chunk: await required(`${prefix}/chunk_index`),
      file: await required(`${prefix}/file_index`),
      from: await required(`${prefix}/from_timestamp`),
      to: await required(`${prefix}/to_timestamp`),
    })
  }
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
      [...windows].map(([camera, w]) => [
        camera,
        { chunk: w.chunk[row]!, file: w.file[row]!, from: w.from[row]!, to: w.to[row]! },
      ]),
    ),
    metaFile: number,
    metaRow: row,
  }))
}

function statedMeta(chunk: number | undefined, file: number | undefined): EpisodeRecord['statedMeta'] {
  return chunk === undefined || file === undefined ? undefined : { chunk, file }
}

async function readTaskLists(file: OpenFile, footer: ParquetFooter): Promise<string[][] | undefined> {
  const leaf = footer.leaves.findIndex((node) => node.path[0] === 'tasks')
  if (leaf < 0) return undefined
  const column = await readColumn(file, footer, leaf)
  return listsOf(column, footer.leaves[leaf]!.maxDefinition, textValues(column.values))
}

function invalid(path: string, what: string): EngineError {
  return new EngineError('EPISODES_INVALID', `${path}: ${what}`, {
    hint: 'The episode list is damaged or was written by another tool. Recreate it or leave this dataset out.',
  })
}
