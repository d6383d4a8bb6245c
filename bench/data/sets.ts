import { mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDataset, type DatasetSpec } from './dataset.ts'
import { fixtureFolder, openTemplate, type Template } from './template.ts'

/** Raise it when the same descriptions shall give other bytes: sets of another generation are made anew. */
const GENERATION = 1
/** Where what is made is kept. */
export const WORK = new URL('../work/', import.meta.url).pathname

/** A folder of datasets that differ in their seed. */
interface DatasetSet {
  readonly name: string
  readonly fixture: 'pick_a' | 'nocam_a'
  readonly count: number
  readonly spec: Omit<DatasetSpec, 'seed'>
  /** What it takes on disk, roughly. */
  readonly bytes: number
}

const MB = 1e6

/** Two cameras, 12 episodes of some eight seconds, 12.5 MB: what one session in front of a robot leaves. */
export function sessions(count: number): DatasetSet {
  const spec = { ...recorded, episodes: 12, length: 250, jitter: 20, packetBytes: 2050 }
  return { name: 'sessions', fixture: 'pick_a', count, spec, bytes: count * 12.5 * MB }
}

/** Two cameras, 3 short episodes, half a megabyte: so little data that the cost of a source itself shows. */
export function smallSessions(count: number): DatasetSet {
  const spec = { ...recorded, episodes: 3, length: 40, jitter: 5, packetBytes: 2050 }
  return { name: 'small', fixture: 'pick_a', count, spec, bytes: count * 0.6 * MB }
}

/** No cameras, four sources of `episodes` episodes of 300 rows; 28 elements make 2400 episodes 130 MB. */
export function stateOnly(episodes: number): DatasetSet {
  const spec = { ...recorded, episodes, length: 300, jitter: 0, width: 28 }
  return { name: `rows-${episodes * 4}`, fixture: 'nocam_a', count: 4, spec, bytes: episodes * 4 * 0.06 * MB }
}

/** One dataset of very many short episodes, its list of episodes written by a merge or by the recorder. */
export function manyEpisodes(episodes: number, by: 'merge' | 'recorder'): DatasetSet {
  const short = { length: 20, jitter: 0, isHollow: true, episodesPerVideo: 4500 }
  const spec = { ...recorded, ...short, episodes, episodesPerMetaGroup: by === 'merge' ? episodes : 10 }
  return { name: `episodes-${episodes}-by-${by}`, fixture: 'pick_a', count: 1, spec, bytes: episodes * 5e3 }
}

const recorded = {
  width: 6,
  packetBytes: 2050,
  isHollow: false,
  episodesPerVideo: Infinity,
  episodesPerMetaGroup: 10,
}

/** A folder for results, empty of those of earlier runs. */
export async function resultFolder(): Promise<string> {
  const dir = join(WORK, 'results')
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  return dir
}

/** Bytes that the disk of the bench data still has. */
export async function freeBytes(): Promise<number> {
  await mkdir(WORK, { recursive: true })
  const { bavail, bsize } = await statfs(WORK)
  return bavail * bsize
}

/**
 * The datasets of a set, made now unless an earlier run has. A set with more datasets than are asked for serves as
 * well. Returns the folder of the set and those of its datasets, which are called `000`, `001`, ….
 */
export async function provide(
  set: DatasetSet,
  say: (text: string) => void,
): Promise<{ dir: string; datasets: string[] }> {
  const dir = join(WORK, set.name)
  const stamp = JSON.stringify({ generation: GENERATION, fixture: set.fixture, spec: set.spec }, jsonNumbers)
  const names = Array.from({ length: set.count }, (_, number) => String(number).padStart(3, '0'))
  const known = await readFile(join(dir, 'stamp.json'), 'utf8').catch(() => undefined)
  if (known !== stamp) await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'stamp.json'), stamp)
  const template = await openTemplate(fixtureFolder(set.fixture), set.spec.width)
  for (const [number, name] of names.entries()) await provideOne(join(dir, name), number, template, set, say)
  return { dir, datasets: names.map((name) => join(dir, name)) }
}

async function provideOne(
  dir: string,
  number: number,
  template: Template,
  set: DatasetSet,
  say: (text: string) => void,
) {
  if ((await readFile(join(dir, 'meta/info.json')).catch(() => undefined)) !== undefined) return
  if (number % 20 === 0 || set.count < 20) say(`making ${set.name}: dataset ${number + 1} of ${set.count}`)
  const making = `${dir}.making`
  await rm(making, { recursive: true, force: true })
  await makeDataset(making, template, { ...set.spec, seed: number + 1 })
  await rename(making, dir)
}

/** JSON has no Infinity. */
function jsonNumbers(_key: string, value: unknown): unknown {
  return value === Infinity ? 'all' : value
}
