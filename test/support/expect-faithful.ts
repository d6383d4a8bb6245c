import { expect } from 'vitest'
import type { Trim } from '#shared/plan.ts'
import { fixture } from './fixtures.ts'
import { readDataset, type ReadDataset } from './read-dataset.ts'
import type { Row } from './read-table.ts'

/** What a merge was made from. */
export interface Made {
  /** Fixtures by name, or other datasets by path: what the result must agree with. */
  readonly sources: readonly string[]
  /** Chosen episodes by position of the source; all where undefined. */
  readonly episodes?: readonly (readonly number[] | undefined)[]
  /** What is kept of single episodes, by position of the source; pictures can be cut there. */
  readonly trims?: readonly (readonly Trim[] | undefined)[]
  readonly renameTasks?: Readonly<Record<string, string>>
}

const rewritten = new Set(['episode_index', 'index', 'task_index'])

/**
 * Expects a merge to hold what its sources hold, bit for bit, and to say where: rows and packets by value, numbers
 * without gaps, windows on the frame grid, one row group per episode. Reads both sides without the engine.
 */
export async function expectFaithful(dir: string, made: Made): Promise<ReadDataset> {
  const merged = await readDataset(dir)
  const sources = await Promise.all(made.sources.map(readSource))
  const origins = sources.flatMap((source, i) =>
    (made.episodes?.[i] ?? source.episodes.map((_, episode) => episode)).map((episode) => ({
      source,
      episode,
      trim: made.trims?.[i]?.find((trim) => trim.episode === episode),
    })),
  )
  expect(merged.episodes).toHaveLength(origins.length)
  let from = 0
  for (const [episode, origin] of origins.entries()) {
    const { trim } = origin
    const length = trim === undefined ? origin.source.number(origin.episode, 'length') : trim.to - trim.from
    expectBookkeeping(merged, episode, from, length)
    expectRows(merged, episode, from, origin, made.renameTasks ?? {})
    for (const camera of merged.cameras) await expectFrames(merged, episode, camera, origin)
    from += length
  }
  expectTotals(merged, from)
  await expectWindows(merged)
  return merged
}

const fixtures = new Map<string, Promise<ReadDataset>>()

/** Fixtures stay as they are and are read once. */
function readSource(nameOrPath: string): Promise<ReadDataset> {
  const path = fixture(nameOrPath)
  if (path === nameOrPath) return readDataset(path)
  const known = fixtures.get(nameOrPath) ?? readDataset(path)
  fixtures.set(nameOrPath, known)
  return known
}

interface Origin {
  readonly source: ReadDataset
  readonly episode: number
  readonly trim: Trim | undefined
}

/** The kept part of what an episode has for each frame. */
function kept<T>(all: readonly T[], { trim }: Origin): readonly T[] {
  return trim === undefined ? all : all.slice(trim.from, trim.to)
}

/** Rows whose frames count from the first that is kept. */
function keptRows(origin: Origin): readonly Row[] {
  const { source, episode, trim } = origin
  const rows = kept(source.rowsOf(episode), origin)
  if (trim === undefined || trim.from === 0) return rows
  return rows.map((row, frame) => ({
    ...row,
    frame_index: frame,
    timestamp: Math.fround(frame / source.info.fps),
  }))
}

function expectBookkeeping(merged: ReadDataset, episode: number, from: number, length: number): void {
  const { row, metaFile } = merged.episodes[episode]!
  const padded = (column: string): string => String(merged.number(episode, column)).padStart(3, '0')
  const stated = `meta/episodes/chunk-${padded('meta/episodes/chunk_index')}/file-${padded('meta/episodes/file_index')}.parquet`
  expect({ ...row, metaFile: stated }, `bookkeeping of episode ${episode}`).toMatchObject({
    episode_index: episode,
    length,
    dataset_from_index: from,
    dataset_to_index: from + length,
    metaFile,
  })
}

function expectRows(
  merged: ReadDataset,
  episode: number,
  from: number,
  origin: Origin,
  rename: Readonly<Record<string, string>>,
): void {
  const source = keptRows(origin)
  const rows = merged.rowsOf(episode)
  expect(rows.map(unchanged), `unchanged columns of episode ${episode}`).toEqual(source.map(unchanged))
  expect(rows.map((row) => row['index'])).toEqual(source.map((_, i) => from + i))
  const text = (of: ReadDataset) => (row: Row) => of.tasks[row['task_index'] as number]!
  const texts = source.map(text(origin.source)).map((task) => rename[task] ?? task)
  expect(rows.map(text(merged)), `tasks of the rows of episode ${episode}`).toEqual(texts)
  const listed = origin.source.episodes[origin.episode]!.row['tasks'] as readonly string[] | undefined
  expect(merged.episodes[episode]!.row['tasks'], `tasks of episode ${episode}`).toEqual(
    listed === undefined || listed.length === 0
      ? [...new Set(texts)]
      : [...new Set(listed.map((task) => rename[task] ?? task))],
  )
}

/** Fields that a source's narrower struct lacks read as null in the result; null and absent say the same. */
function unchanged(row: Row): unknown {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      rewritten.has(name) ? [] : [[name, withoutNulls(value)]],
    ),
  )
}

function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(withoutNulls)
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, own]) => (own === null ? [] : [[field, withoutNulls(own)]])),
  )
}

async function expectFrames(
  merged: ReadDataset,
  episode: number,
  camera: string,
  origin: Origin,
): Promise<void> {
  const packets = await merged.packetsOf(episode, camera)
  const source = kept(await origin.source.packetsOf(origin.episode, camera), origin)
  const where = `${camera} of episode ${episode}`
  expect(
    packets.map(({ digest }) => digest),
    where,
  ).toEqual(source.map(({ digest }) => digest))
  expect(packets[0]!.isKeyframe, `${where} begins with a keyframe`).toBe(true)
  const start = Math.round(merged.number(episode, `videos/${camera}/from_timestamp`) * merged.info.fps)
  expect(merged.number(episode, `videos/${camera}/from_timestamp`)).toBe(start / merged.info.fps)
  expect(merged.number(episode, `videos/${camera}/to_timestamp`)).toBe(
    (start + packets.length) / merged.info.fps,
  )
}

function expectTotals(merged: ReadDataset, frames: number): void {
  expect(merged.info).toMatchObject({
    codebase_version: 'v3.0',
    total_episodes: merged.episodes.length,
    total_frames: frames,
    total_tasks: merged.tasks.length,
    splits: { train: `0:${merged.episodes.length}` },
  })
  expect(
    merged.rows.map((row) => row['index']),
    'rows in path order',
  ).toEqual(Array.from({ length: frames }, (_, i) => i))
  for (const [path, { groups }] of merged.data) {
    const lengths = merged.episodes.flatMap(({ row }, episode) =>
      merged.dataFile(episode) === path ? [row['length']] : [],
    )
    expect(groups, `row groups of ${path}`).toEqual(lengths)
  }
}

/** Every video file is filled by its episodes, in order, frame k at k/fps. */
async function expectWindows(merged: ReadDataset): Promise<void> {
  for (const camera of merged.cameras) {
    const byFile = Map.groupBy(merged.episodes.keys(), (episode) => merged.videoFile(episode, camera))
    for (const [path, episodes] of byFile) {
      const { packets, durationRuns } = await merged.video(path)
      const lengths = episodes.map((episode) => merged.number(episode, 'length'))
      expect(packets, `frames of ${path}`).toHaveLength(lengths.reduce((sum, length) => sum + length, 0))
      expect(merged.number(episodes[0]!, `videos/${camera}/from_timestamp`)).toBe(0)
      expect(durationRuns, `runs of frame durations in ${path}`).toBe(1)
      const late = packets.findIndex(
        ({ seconds }, frame) => Math.abs(seconds - frame / merged.info.fps) > 1e-9,
      )
      expect(late, `first frame of ${path} that is off the grid`).toBe(-1)
    }
  }
}
