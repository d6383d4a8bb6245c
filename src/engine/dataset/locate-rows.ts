import type { Finding } from '#shared/findings.ts'
import type { DataFile, EpisodeRun, RowRange } from './data-files.ts'
import type { EpisodeRecord } from './episodes.ts'

/** The runs of one data file by the number that their rows carry. */
type Runs = ReadonlyMap<number, readonly EpisodeRun[]>

/**
 * Finds the rows of each episode: by the number in them in the file that the list states; where none is there, in the
 * one other file that has them, or by order where list and rows count differently. `fileOf` is the stated file of each
 * record, undefined where it could not be opened. What is found otherwise than stated, or not at all, becomes a finding.
 */
export function locateRows(
  files: readonly DataFile[],
  records: readonly EpisodeRecord[],
  fileOf: readonly (number | undefined)[],
  findings: Finding[],
): (RowRange | undefined)[] {
  const runs = files.map((file): Runs => Map.groupBy(file.runs, ({ episode }) => episode))
  const moved = elsewhere(runs, records, fileOf)
  if (moved.size > 0) findings.push(movedFinding(files, records, moved))
  const places = fileOf.map((stated, record) => moved.get(record) ?? stated)
  const byOrder = moved.size === 0 ? renumbered(files, runs, records, places, findings) : undefined
  return records.map((record, i): RowRange | undefined => {
    const place = places[i]
    if (place === undefined) return undefined
    const own = byOrder?.get(i)
    const found = own === undefined ? (runs[place]!.get(record.index) ?? []) : [own]
    const [run] = found
    if (found.length === 1 && run !== undefined && run.end - run.start === record.length && record.length > 0)
      return { file: place, start: run.start, end: run.end }
    findings.push(misfit(record, found, files[place]!.path))
    return undefined
  })
}

/**
 * The file of each episode whose rows are in another one than stated: where the numbers in the rows say so of every
 * such episode, once, and with as many rows as it has. Else nothing is moved.
 */
function elsewhere(
  runs: readonly Runs[],
  records: readonly EpisodeRecord[],
  fileOf: readonly (number | undefined)[],
): Map<number, number> {
  const moved = new Map<number, number>()
  for (const [record, { index, length }] of records.entries()) {
    const stated = fileOf[record]
    if (length === 0 || (stated !== undefined && runs[stated]!.has(index))) continue
    const [place, ...others] = [...runs.keys()].filter((file) => runs[file]!.has(index))
    const [run, ...more] = place === undefined ? [] : runs[place]!.get(index)!
    if (run === undefined || others.length > 0 || more.length > 0 || run.end - run.start !== length)
      return new Map()
    moved.set(record, place!)
  }
  return moved
}

function movedFinding(
  files: readonly DataFile[],
  records: readonly EpisodeRecord[],
  moved: ReadonlyMap<number, number>,
): Finding {
  const [[record, file]] = [...moved] as [[number, number]]
  const { index } = records[record]!
  return {
    code: 'EPISODE_FILE',
    tier: 'advisory',
    subject: 'meta/episodes',
    episodes: [...moved.keys()].map((own) => records[own]!.index),
    message: `The rows of ${moved.size === 1 ? `episode ${index}` : `${moved.size} episodes`} lie in another file than the list of episodes says.`,
    repair: 'They are taken from where their numbers are.',
    expected: `the rows of episode ${index} in the file that is stated for it`,
    actual: files[file]!.path,
  }
}

/**
 * The run of each record where rows number their episodes otherwise than the list, as subsets and conversions leave
 * them: where each file has as many runs as episodes, of their lengths, and both count upwards in the order of the
 * list. Undefined where the numbers agree, or where matching by order would be a guess.
 */
function renumbered(
  files: readonly DataFile[],
  runs: readonly Runs[],
  records: readonly EpisodeRecord[],
  places: readonly (number | undefined)[],
  findings: Finding[],
): ReadonlyMap<number, EpisodeRun> | undefined {
  const isMissing = records.some(({ index }, i) => places[i] !== undefined && !runs[places[i]]!.has(index))
  if (!isMissing) return undefined
  const next = files.map(() => 0)
  const matched = new Map<number, EpisodeRun>()
  let last = { index: -1, episode: -1 }
  for (const [i, { index, length }] of records.entries()) {
    const place = places[i]
    if (place === undefined) continue
    const run = files[place]!.runs[next[place]!++]
    if (run === undefined || run.end - run.start !== length) return undefined
    if (index <= last.index || run.episode <= last.episode) return undefined
    last = { index, episode: run.episode }
    matched.set(i, run)
  }
  if (files.some(({ runs: own }, file) => next[file] !== own.length)) return undefined
  const told = new Set<number>()
  for (const [i, run] of matched) {
    const place = places[i]!
    if (run.episode === records[i]!.index || told.has(place)) continue
    told.add(place)
    const { path } = files[place]!
    findings.push({
      code: 'EPISODE_INDEX',
      tier: 'advisory',
      subject: path,
      message: `The rows of ${path} number their episodes otherwise than the episode list.`,
      repair: 'They are matched by order and numbered anew.',
      expected: `episode_index ${records[i]!.index}`,
      actual: String(run.episode),
    })
  }
  return matched
}

function misfit({ index, length }: EpisodeRecord, found: readonly EpisodeRun[], path: string): Finding {
  const actual = found.reduce((sum, { start, end }) => sum + end - start, 0)
  if (length === 0 && actual === 0) {
    return {
      code: 'EPISODE_EMPTY',
      tier: 'advisory',
      subject: `episode ${index}`,
      episodes: [index],
      message: `Episode ${index} has no frames.`,
      repair: 'It is left out.',
      expected: '0 rows',
      actual: '0 rows',
    }
  }
  return {
    code: 'EPISODE_ROWS',
    tier: 'blocking',
    subject: `episode ${index}`,
    episodes: [index],
    message:
      found.length > 1
        ? `The rows of episode ${index} are not next to each other in ${path}.`
        : `Episode ${index} should have ${length} rows in ${path}.`,
    expected: `${length} rows`,
    actual: found.length > 1 ? `${actual} rows in ${found.length} pieces` : `${actual} rows`,
  }
}
