import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { openFile, type OpenFile } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { numbersOf } from '#engine/parquet/column.ts'
import { leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { constantInteger } from '#engine/parquet/statistics.ts'
import type { EpisodeRecord } from './episodes.ts'
import { locateRows } from './locate-rows.ts'
import { formatPath, globFiles, pathInside } from './paths.ts'
import type { DatasetInfo } from './info.ts'

/** Consecutive rows of a data file with the same `episode_index`; `[start, end)` are rows of the file. */
export interface EpisodeRun {
  readonly episode: number
  readonly start: number
  readonly end: number
}

/** Where the rows of a data file are. */
export interface DataRows {
  readonly footer: ParquetFooter
  /** First row of each row group, and the row count at the end. */
  readonly groupStarts: Float64Array
}

/** A file of `data/`. */
export interface DataFile extends DataRows {
  /** Relative to the dataset, with forward slashes. */
  readonly path: string
  /** See `stampOf`: as it was opened. */
  readonly stamp: string
  readonly runs: readonly EpisodeRun[]
}

/** Rows `[start, end)` of a data file. */
export interface RowRange {
  /** Number of the file in {@link DataFiles.files}. */
  readonly file: number
  readonly start: number
  readonly end: number
}

/** All data files, and where each episode's rows are. */
export interface DataFiles {
  readonly files: readonly DataFile[]
  /** By episode record; undefined where the rows could not be found, which a blocking finding tells. */
  readonly rows: readonly (RowRange | undefined)[]
  readonly findings: readonly Finding[]
}

/**
 * Opens the data files that the episodes name and finds each episode's rows by the `episode_index` column,
 * from row group statistics where they tell, else by decoding that one column.
 */
export async function openDataFiles(
  dir: string,
  info: DatasetInfo,
  records: readonly EpisodeRecord[],
): Promise<DataFiles> {
  const unread: Finding[] = []
  const stated = records.map((record) =>
    formatPath(info.dataPath, { chunk_index: record.dataChunk, file_index: record.dataFile }),
  )
  const paths = [...new Set(stated)]
  const episodesIn = episodesByFile(records, stated)
  const opened = await mapConcurrently(paths, async (path) => {
    try {
      return await openDataFile(dir, path)
    } catch (error) {
      unread.push(fileFinding(path, error, episodesIn(path)))
      return undefined
    }
  })
  const numbers = new Map<string, number>()
  const files: DataFile[] = []
  opened.forEach((file, i) => {
    if (file !== undefined) numbers.set(paths[i]!, files.push(file) - 1)
  })
  const findings = await unreferencedIn(dir, 'data', '.parquet', paths)
  const rows = locateRows(
    files,
    records,
    stated.map((path) => numbers.get(path)),
    findings,
  )
  findings.push(...sharedGroups(files, records, rows))
  return { files, rows, findings: [...unsettled(unread, records, rows), ...findings] }
}

/** Without files that are not there and whose episodes were all found in others: what the list names is told of them. */
function unsettled(
  findings: readonly Finding[],
  records: readonly EpisodeRecord[],
  rows: readonly (RowRange | undefined)[],
): readonly Finding[] {
  if (findings.length === 0) return []
  const lost = new Set(episodesOf(records, (i) => rows[i] === undefined && records[i]!.length > 0))
  return findings.filter(
    ({ code, episodes = [] }) => code !== 'FILE_MISSING' || episodes.some((episode) => lost.has(episode)),
  )
}

/** The numbers of the records at some positions. */
export function episodesOf(
  records: readonly EpisodeRecord[],
  isIn: (position: number) => boolean,
): readonly number[] {
  return records.flatMap(({ index }, position) => (isIn(position) ? [index] : []))
}

/** The numbers of the records that state each file, gathered when the first one is asked for. */
export function episodesByFile(
  records: readonly EpisodeRecord[],
  stated: readonly string[],
): (path: string) => readonly number[] {
  let byFile: Map<string, number[]> | undefined
  return (path) => {
    if (byFile === undefined) {
      byFile = new Map()
      for (const [i, { index }] of records.entries()) {
        const known = byFile.get(stated[i]!)
        if (known === undefined) byFile.set(stated[i]!, [index])
        else known.push(index)
      }
    }
    return byFile.get(path) ?? []
  }
}

/** Episodes that are not row groups of their own, in files by other tools. */
function sharedGroups(
  files: readonly DataFile[],
  records: readonly EpisodeRecord[],
  rows: readonly (RowRange | undefined)[],
): Finding[] {
  const starts = files.map(({ groupStarts }) => new Set(groupStarts))
  const inFile = new Map<number, number[]>()
  rows.forEach((own, record) => {
    if (own === undefined) return
    const isWhole = starts[own.file]!.has(own.start) && starts[own.file]!.has(own.end)
    if (isWhole && groupsOf(files[own.file]!, own.start, own.end).length === 1) return
    const episodes = inFile.get(own.file) ?? []
    inFile.set(own.file, episodes)
    episodes.push(records[record]!.index)
  })
  return [...inFile].map(([file, episodes]): Finding => ({
    code: 'ROW_GROUP_SHARED',
    tier: 'advisory',
    subject: files[file]!.path,
    episodes,
    message: `The row groups of ${files[file]!.path} are not one for each episode.`,
    expected: 'a row group for each episode',
    actual: `row groups: ${files[file]!.footer.chunks.groupCount}`,
    repair: 'The episodes are cut out, each into a row group of its own.',
  }))
}

/**
 * A finding for each file of a folder of the format that no episode names, or one for a folder that cannot be listed:
 * the files that episodes name are opened by their names, so nothing is lost by it.
 */
export async function unreferencedIn(
  dir: string,
  folder: string,
  extension: string,
  named: readonly string[],
): Promise<Finding[]> {
  try {
    const known = new Set(named)
    return (await globFiles(dir, folder, extension)).filter((path) => !known.has(path)).map(unreferenced)
  } catch (error) {
    return [{ ...fileFinding(folder, error), tier: 'advisory' }]
  }
}

function unreferenced(path: string): Finding {
  return {
    code: 'FILE_UNREFERENCED',
    tier: 'advisory',
    subject: path,
    message: `No episode is stored in ${path}.`,
    repair: 'It is left out.',
  }
}

/** The finding for a dataset file that could not be opened, and the episodes that are in it where these are known. */
export function fileFinding(path: string, error: unknown, episodes?: readonly number[]): Finding {
  if (!(error instanceof EngineError)) throw error
  const isMissing = error.code === 'FILE_MISSING'
  return {
    code: isMissing ? 'FILE_MISSING' : 'FILE_DAMAGED',
    tier: 'blocking',
    subject: path,
    ...(episodes === undefined ? {} : { episodes }),
    message: isMissing
      ? `${path} is missing.`
      : `${path} cannot be read: ${error.message}.${error.hint === undefined ? '' : ` ${error.hint}`}`,
    ...(isMissing ? { expected: 'a file', actual: 'nothing' } : { actual: error.code }),
  }
}

async function openDataFile(dir: string, path: string): Promise<DataFile> {
  await using file = await openFile(pathInside(dir, path))
  const footer = await readFooter(file)
  const { rows, groupCount } = footer.chunks
  const groupStarts = new Float64Array(groupCount + 1)
  for (let group = 0; group < groupCount; group++) groupStarts[group + 1] = groupStarts[group]! + rows[group]!
  return { path, footer, stamp: file.stamp, groupStarts, runs: await readRuns(file, footer, groupStarts) }
}

/** No file of a recording holds as many episodes. */
const MAX_RUNS = 1_000_000

async function readRuns(
  file: OpenFile,
  footer: ParquetFooter,
  groupStarts: Float64Array,
): Promise<EpisodeRun[]> {
  const leaf = leafIndex(footer, 'episode_index')
  if (leaf < 0) throw new EngineError('PARQUET_INVALID', `${file.path}: no column episode_index`)
  const runs: { episode: number; start: number; end: number }[] = []
  const add = (episode: number, start: number, end: number): void => {
    const last = runs.at(-1)
    if (last?.episode === episode) last.end = end
    else if (runs.push({ episode, start, end }) > MAX_RUNS) {
      throw new EngineError(
        'PARQUET_UNSUPPORTED',
        `${file.path}: its rows change their episode more than ${MAX_RUNS} times`,
        { hint: 'Sort the rows by episode_index and frame_index, or leave this dataset out.' },
      )
    }
  }
  for (let group = 0; group < footer.chunks.groupCount; group++) {
    const start = groupStarts[group]!
    const constant = constantInteger(footer, group, leaf)
    if (constant !== undefined) {
      add(constant, start, groupStarts[group + 1]!)
      continue
    }
    const values = numbersOf(await readLeaf(file, footer, group, leaf), footer.leaves[leaf]!.maxDefinition)
    values.forEach((episode, row) => {
      if (episode === undefined)
        throw new EngineError('PARQUET_INVALID', `${file.path}: episode_index is null in row ${start + row}`)
      add(episode, start + row, start + row + 1)
    })
  }
  return runs
}

/** Rows of one row group, `[start, end)` counted from the group's first row. */
export interface GroupRows {
  readonly group: number
  readonly start: number
  readonly end: number
  /** All rows of the group. */
  readonly isWhole: boolean
}

/** The row groups that hold rows `[start, end)` of a file. */
export function groupsOf(file: DataRows, start: number, end: number): GroupRows[] {
  const { groupStarts } = file
  let low = 0
  let high = groupStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (groupStarts[middle]! <= start) low = middle
    else high = middle - 1
  }
  const groups: GroupRows[] = []
  for (let group = low; group + 1 < groupStarts.length && groupStarts[group]! < end; group++) {
    const first = groupStarts[group]!
    const last = groupStarts[group + 1]!
    if (first === last) continue
    const from = Math.max(start, first)
    const to = Math.min(end, last)
    groups.push({ group, start: from - first, end: to - first, isWhole: from === first && to === last })
  }
  return groups
}
