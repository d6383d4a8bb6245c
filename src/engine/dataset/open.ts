import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { readText, throwIfCancelled } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { checkColumns } from './columns.ts'
import { fileFinding, openDataFiles, type DataFile, type RowRange } from './data-files.ts'
import { readEpisodes, type EpisodeRecord, type EpisodesFile, type EpisodesTable } from './episodes.ts'
import { fingerprint } from './fingerprint.ts'
import { cameraKeys, parseInfo, type DatasetInfo } from './info.ts'
import { resolveTasks, type ResolvedTasks } from './episode-tasks.ts'
import { readStats, type Stats } from './stats.ts'
import { checkEpisodeStats, fittingStats } from './stats-shape.ts'
import { findSideFiles } from './side-files.ts'
import { LABELS, readTasks, type Tasks, type TasksFile } from './tasks.ts'
import { checkShapes } from './feature-shapes.ts'
import { checkTotals } from './totals.ts'
import { checkShared, openCamera, type CameraFiles, type FrameRange, type VideoFile } from './video-files.ts'

/** One episode of a dataset: its rows, its frames, its tasks. */
export interface DatasetEpisode {
  readonly record: EpisodeRecord
  readonly tasks: readonly string[]
  /** The distinct `task_index` values in its rows. */
  readonly taskIndices: readonly number[]
  readonly rows: RowRange
  /** By camera. */
  readonly frames: ReadonlyMap<string, FrameRange>
}

/** An opened LeRobot v3.0 dataset: everything but row values and pictures. */
export interface Dataset {
  /** Absolute path. */
  readonly dir: string
  /** The folder's name. */
  readonly name: string
  readonly info: DatasetInfo
  /** What `task_index` means in the rows. */
  readonly tasks: Tasks
  /** What `subtask_index` means, in recordings that have it. */
  readonly subtasks: Tasks | undefined
  /** README and other files that a merge carries along, relative to the dataset. */
  readonly sideFiles: readonly string[]
  /** Episodes whose rows and frames were found; others are named in `findings`. */
  readonly episodes: readonly DatasetEpisode[]
  /** Numbers of the episodes that the list names, also of broken ones, in its order. Those without frames do not count. */
  readonly listed: readonly number[]
  readonly episodeFiles: readonly EpisodesFile[]
  readonly dataFiles: readonly DataFile[]
  /** By camera, in the order of info.json. */
  readonly videoFiles: ReadonlyMap<string, readonly VideoFile[]>
  readonly stats: Stats | undefined
  readonly fingerprint: string
  /** Every problem found, not the first. `source` is left open. */
  readonly findings: readonly Finding[]
}

/**
 * Opens a dataset read-only: info, tasks, episodes, statistics, Parquet footers and MP4 headers; no frame data.
 * Throws when it cannot be understood as a v3.0 dataset at all (`NOT_A_DATASET`, `VERSION_UNSUPPORTED`,
 * `INFO_INVALID`, …); anything less is a finding.
 */
export async function openDataset(
  path: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Dataset> {
  const dir = resolve(path)
  throwIfCancelled(options.signal, `opening ${dir}`)
  const infoText = await readInfoText(dir)
  const info = parseInfo(infoText, join(dir, 'meta/info.json'))
  const findings: Finding[] = []
  const noting = async <T>(file: string, read: () => Promise<T>): Promise<T | undefined> => {
    throwIfCancelled(options.signal, `opening ${dir}`)
    try {
      return await read()
    } catch (error) {
      findings.push(fileFinding(file, error))
      return undefined
    }
  }
  const cameras = cameraKeys(info)
  const stats = await readStats(join(dir, 'meta/stats.json'), findings)
  const fitting = stats && fittingStats(info, stats.stats)
  const tasksFile = await readTasksOrNothing(dir, findings)
  const table = await readEpisodes(dir, cameras)
  const isComplete = table.records.length === table.numbers.length
  findings.push(...table.findings)
  if (table.numbers.length === 0 && table.findings.length === 0)
    findings.push(noEpisodes(table.files.length > 0))
  const subtasks = info.features.has(LABELS.subtasks.column)
    ? await noting(LABELS.subtasks.path, () => readTasks(dir, LABELS.subtasks))
    : undefined
  const data = await openDataFiles(dir, info, table.records)
  const cameraFiles = await mapConcurrently(cameras, (camera) => openCamera(dir, info, camera, table), 2)
  findings.push(...data.findings, ...cameraFiles.flatMap((camera) => camera.findings))
  findings.push(
    ...checkShared(cameraFiles),
    ...checkOrder(table),
    ...(isComplete ? checkRanges(table.records) : []),
    ...checkColumns(info, data.files),
    ...checkShapes(info, data.files),
    ...checkEpisodeStats(info, table.files),
  )
  const resolved = await resolveTasks(dir, tasksFile, table.records, data, findings)
  const episodes = joinEpisodes(table.records, resolved, data.rows, cameraFiles)
  const ownFiles = [...table.files, ...data.files, ...cameraFiles.flatMap(({ files }) => files)].map(
    ({ path }) => path,
  )
  const frames = isComplete ? table.records.reduce((sum, { length }) => sum + length, 0) : undefined
  const empty = new Set(table.records.flatMap(({ index, length }) => (length === 0 ? [index] : [])))
  findings.push(
    ...checkTotals(info, { episodes: table.numbers.length, frames, tasks: resolved.tasks.size }, fitting),
  )
  return {
    dir,
    name: basename(dir),
    info,
    tasks: resolved.tasks,
    subtasks: subtasks?.tasks,
    sideFiles: await findSideFiles(dir, ownFiles, findings),
    episodes,
    listed: empty.size === 0 ? table.numbers : table.numbers.filter((number) => !empty.has(number)),
    episodeFiles: table.files,
    dataFiles: data.files,
    videoFiles: new Map(cameraFiles.map(({ camera, files }) => [camera, files])),
    stats: fitting?.fitting,
    fingerprint: fingerprint({
      infoText,
      statsText: stats?.text,
      tasks: tasksFile?.footer,
      subtasks: subtasks?.tasks,
      episodes: table.files,
      data: data.files,
      cameras: cameraFiles,
    }),
    findings,
  }
}

async function readInfoText(dir: string): Promise<string> {
  const path = join(dir, 'meta/info.json')
  try {
    return await readText(path)
  } catch (cause) {
    if (!(cause instanceof EngineError && cause.code === 'FILE_MISSING')) throw cause
    const isDir = await stat(dir).then(
      (found) => found.isDirectory(),
      () => undefined,
    )
    const why =
      isDir === undefined ? 'it does not exist' : isDir ? 'it has no meta/info.json' : 'it is a file'
    throw new EngineError('NOT_A_DATASET', `not a LeRobot dataset: ${dir}: ${why}`, {
      hint: 'Name the folder that contains meta, data and videos.',
      cause,
    })
  }
}

async function readTasksOrNothing(dir: string, findings: Finding[]): Promise<TasksFile | undefined> {
  try {
    const file = await readTasks(dir)
    findings.push(...file.findings)
    return file
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'FILE_MISSING'))
      findings.push(fileFinding('meta/tasks.parquet', error))
    return undefined
  }
}

function noEpisodes(hasFiles: boolean): Finding {
  return {
    code: hasFiles ? 'EPISODES_INVALID' : 'FILE_MISSING',
    tier: 'blocking',
    subject: 'meta/episodes',
    message: hasFiles ? 'The dataset has no episodes.' : 'The list of episodes, meta/episodes, is missing.',
    expected: hasFiles ? 'at least one episode' : 'at least one file',
    actual: 'none',
  }
}

function checkOrder({ numbers }: EpisodesTable): Finding[] {
  const wrong = numbers.findIndex((number, row) => number !== row)
  if (wrong < 0) return []
  const figures = { expected: `episode_index ${wrong} in row ${wrong}`, actual: String(numbers[wrong]) }
  const byNumber = Map.groupBy(numbers, (number) => number)
  const doubled = [...byNumber].flatMap(([number, rows]) => (rows.length > 1 ? [number] : []))
  if (doubled.length === 0) {
    return [
      {
        code: 'EPISODE_INDEX',
        tier: 'advisory',
        subject: 'meta/episodes',
        message: 'Episodes are not numbered 0, 1, 2, … in the order they are stored.',
        ...figures,
        repair: 'They are numbered anew, in the order they are stored.',
      },
    ]
  }
  return [
    {
      code: 'EPISODE_INDEX',
      tier: 'blocking',
      subject: 'meta/episodes',
      episodes: doubled,
      message: 'Two episodes have the same number.',
      ...figures,
    },
  ]
}

/** The rows of the dataset that the list states for each episode; tools slice by them, a merge never does. */
function checkRanges(records: readonly EpisodeRecord[]): Finding[] {
  const isStated = records.every(
    ({ datasetFrom, datasetTo }) => datasetFrom !== undefined && datasetTo !== undefined,
  )
  const isOrdered = records.every(({ index }, i) => i === 0 || index > records[i - 1]!.index)
  if (!isStated || !isOrdered) return []
  const wrong = records.find(
    ({ datasetFrom, datasetTo, length }, i) =>
      datasetTo! - datasetFrom! !== length || (i > 0 && datasetFrom !== records[i - 1]!.datasetTo),
  )
  if (wrong === undefined) return []
  return [
    {
      code: 'EPISODE_RANGE',
      tier: 'advisory',
      subject: 'meta/episodes',
      message: `The list states rows for episode ${wrong.index} that do not follow those of the episode before, or are not as many as its frames.`,
      repair: 'They are counted anew.',
      expected: `${wrong.length} rows behind those of the episode before`,
      actual: `rows ${wrong.datasetFrom!} to ${wrong.datasetTo!}`,
    },
  ]
}

function joinEpisodes(
  records: readonly EpisodeRecord[],
  tasks: ResolvedTasks,
  rows: readonly (RowRange | undefined)[],
  cameras: readonly CameraFiles[],
): DatasetEpisode[] {
  return records.flatMap((record, i) => {
    const own = rows[i]
    const frames = new Map<string, FrameRange>()
    for (const { camera, frames: all } of cameras) {
      const range = all[i]
      if (range !== undefined) frames.set(camera, range)
    }
    return own === undefined || frames.size < cameras.length
      ? []
      : [{ record, tasks: tasks.byRecord[i]!, taskIndices: tasks.indices[i]!, rows: own, frames }]
  })
}
