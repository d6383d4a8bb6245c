import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { openBuffered, type OpenFile } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { listsOf, numbersOf, readColumns, textValues } from '#engine/parquet/column.ts'
import { leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
import type { LeafColumn } from '#engine/parquet/leaf.ts'
import { fileFinding } from './data-files.ts'
import { EPISODES_PATH, formatPath, globFiles, pathInside } from './paths.ts'

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
  /** The number of every row in file order, also of those that are no record because they say something impossible. */
  readonly numbers: readonly number[]
  readonly findings: readonly Finding[]
}

/** A file of `meta/episodes` and its structural columns. */
interface ReadFile extends EpisodesFile {
  readonly columns: ReadonlyMap<string, LeafColumn>
}

/**
 * Reads the structural columns of every `meta/episodes` file, found by folder and not by the
 * `meta/episodes/*` columns, which the reference merger writes wrong. Statistics stay unread. What is wrong with a
 * file or a row is a finding; the others are read all the same.
 */
export async function readEpisodes(dir: string, cameras: readonly string[]): Promise<EpisodesTable> {
  const paths = await globFiles(dir, 'meta/episodes', '.parquet').catch((error: unknown) =>
    fileFinding('meta/episodes', error),
  )
  if ('code' in paths) return { files: [], records: [], numbers: [], findings: [paths] }
  const read = await mapConcurrently(paths, (path) =>
    readFile(dir, path, cameras).catch((error: unknown) => fileFinding(path, error)),
  )
  const files: EpisodesFile[] = []
  const records: EpisodeRecord[] = []
  const numbers: number[] = []
  const findings: Finding[] = []
  for (const file of read) {
    if ('code' in file) {
      findings.push(file)
      continue
    }
    try {
      const rows = new EpisodeRows(file, cameras, files.length)
      for (const record of rows.records()) records.push(record)
      for (const number of rows.numbers) numbers.push(number)
      files.push({ path: file.path, footer: file.footer, stamp: file.stamp })
      findings.push(...rows.findings)
    } catch (error) {
      findings.push(fileFinding(file.path, error))
    }
  }
  return { files, records, numbers, findings: [...findings, ...misplaced(files, records)] }
}

async function readFile(dir: string, path: string, cameras: readonly string[]): Promise<ReadFile> {
  await using file = await openBuffered(pathInside(dir, path))
  const footer = await readFooter(file)
  if (footer.rowCount > MAX_EPISODES)
    throw invalidList(file.path, `${footer.rowCount} episodes, more than ${MAX_EPISODES}`)
  return { path, footer, stamp: file.stamp, columns: await readStructure(file, footer, cameras) }
}

/** Puts together the rows of one file. Throws `EPISODES_INVALID` when a column is missing or an episode has no number. */
class EpisodeRows {
  readonly numbers: readonly number[]
  readonly findings: Finding[] = []
  readonly #file: ReadFile
  readonly #cameras: readonly string[]
  readonly #fileNumber: number

  constructor(file: ReadFile, cameras: readonly string[], fileNumber: number) {
    this.#file = file
    this.#cameras = cameras
    this.#fileNumber = fileNumber
    const numbers = this.#required('episode_index')
    const row = numbers.findIndex((number) => !isUsable(number))
    if (row >= 0) throw invalidList(file.path, `episode_index is ${numbers[row] ?? 'null'} in row ${row}`)
    this.numbers = numbers as readonly number[]
  }

  records(): EpisodeRecord[] {
    const { footer, columns } = this.#file
    const length = this.#sound('length')
    const dataChunk = this.#sound('data/chunk_index')
    const dataFile = this.#sound('data/file_index')
    const windows = this.#cameras.map((camera) => ({
      camera,
      chunk: this.#sound(`videos/${camera}/chunk_index`),
      file: this.#sound(`videos/${camera}/file_index`),
      from: this.#sound(`videos/${camera}/from_timestamp`),
      to: this.#sound(`videos/${camera}/to_timestamp`),
    }))
    const datasetFrom = this.#optional('dataset_from_index')
    const datasetTo = this.#optional('dataset_to_index')
    const metaChunk = this.#optional('meta/episodes/chunk_index')
    const metaFile = this.#optional('meta/episodes/file_index')
    const tasks = taskLists(footer, columns.get('tasks'))
    const broken = new Set(this.findings.flatMap(({ episodes = [] }) => episodes))
    return this.numbers.flatMap((index, row): EpisodeRecord[] =>
      broken.size > 0 && broken.has(index)
        ? []
        : [
            {
              index,
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
              metaFile: this.#fileNumber,
              metaRow: row,
            },
          ],
    )
  }

  /** A column that must be there; rows in which it makes no sense are noted. */
  #sound(name: string): readonly number[] {
    const column = this.#required(name)
    for (const row of this.numbers.keys()) if (!isUsable(column[row])) this.#note(name, row, column[row])
    return column as number[]
  }

  #note(name: string, row: number, value: number | undefined): void {
    const { path } = this.#file
    const episode = this.numbers[row]!
    this.findings.push({
      code: 'EPISODES_INVALID',
      tier: 'blocking',
      subject: `episode ${episode}`,
      episodes: [episode],
      message: `${path} has no usable ${name} for episode ${episode}, in row ${row}.`,
      expected: 'a number that is not negative',
      actual: String(value ?? 'nothing'),
    })
  }

  #required(name: string): readonly (number | undefined)[] {
    const column = this.#optional(name)
    if (column === undefined) throw invalidList(this.#file.path, `no column ${name}`)
    return column
  }

  #optional(name: string): readonly (number | undefined)[] | undefined {
    const { footer, columns } = this.#file
    const column = columns.get(name)
    return column && numbersOf(column, footer.leaves[leafIndex(footer, name)]!.maxDefinition)
  }
}

/** Whether a number of the list can be one: finite and not negative. */
export function isUsable(value: number | undefined): boolean {
  return value !== undefined && Number.isFinite(value) && value >= 0
}

/** Rows that say they are in another file of `meta/episodes` than they are, as the reference merger writes them. */
function misplaced(files: readonly EpisodesFile[], records: readonly EpisodeRecord[]): Finding[] {
  const wrong = records.filter(
    ({ statedMeta: stated, metaFile }) =>
      stated !== undefined &&
      formatPath(EPISODES_PATH, { chunk_index: stated.chunk, file_index: stated.file }) !==
        files[metaFile]!.path,
  )
  const [first] = wrong
  if (first === undefined) return []
  const { chunk, file } = first.statedMeta!
  return [
    {
      code: 'META_FILE_INDEX',
      tier: 'advisory',
      subject: 'meta/episodes',
      episodes: wrong.map(({ index }) => index),
      message:
        'The episode table says of its own rows that they are in other files than they are, as earlier merges left it.',
      expected: files[first.metaFile]!.path,
      actual: formatPath(EPISODES_PATH, { chunk_index: chunk, file_index: file }),
      repair: 'The rows are used where they are, and the result says where its own are.',
    },
  ]
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

/** Number of the leaf that holds the tasks of each episode, a list; negative where there is none. */
export function tasksLeaf(footer: ParquetFooter): number {
  return footer.leaves.findIndex((node) => node.path[0] === 'tasks')
}

function taskLists(footer: ParquetFooter, column: LeafColumn | undefined): string[][] | undefined {
  return column && listsOf(column, footer.leaves[tasksLeaf(footer)]!.maxDefinition, textValues(column.values))
}

/** What is thrown about a list of episodes that makes no sense: `EPISODES_INVALID`. */
export function invalidList(path: string, what: string): EngineError {
  return new EngineError('EPISODES_INVALID', `${path}: ${what}`, {
    hint: 'The episode list is damaged or was written by another tool. Recreate it or leave this dataset out.',
  })
}
