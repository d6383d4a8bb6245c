import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyFailure } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import { shardsOf, type MergePlan } from '#shared/plan.ts'
import { attempt } from './support/attempt.ts'
import { Tally } from './support/report.ts'
import { planOf, type Place, type Scenario } from './support/scenario.ts'

/** Files of kinds that episodes are stored in. */
const ofEpisodes: readonly string[] = ['a data file', 'a video', 'the episode list']

/** How often a bit is turned in files of a kind: more where there is more that a bit may mean. */
function timesOf(kind: string): number {
  return ofEpisodes.includes(kind) ? 24 : 8
}

/**
 * Turns one bit of every kind of file of a staged result before it is verified: at places evenly spread over all files
 * of the kind, the first and the last byte among them, each time another bit of the byte.
 */
export async function* flipBits(scenario: Scenario): AsyncGenerator<Tally> {
  const planned = await planOf(scenario.sources, (await scenario.place()).output)
  const byKind = Map.groupBy(Object.keys(scenario.expected), kindOf)
  for (const [kind, paths] of byKind) {
    const tally = new Tally(`a bit that turns in ${kind} before verification`)
    for (const [bit, along] of spread(Math.max(4, Math.ceil(timesOf(kind) / scenario.every))).entries()) {
      const file = Math.min(paths.length - 1, Math.floor(along * paths.length))
      const path = paths[file]!
      const part = along * paths.length - file
      const place = await scenario.place()
      await tally.try(`${path} at ${part.toFixed(3)}`, async () =>
        found(planned, path, await flipped(scenario, place, path, part, bit % 8)),
      )
      await place.remove()
    }
    yield tally
  }
}

/** So many points from 0 to 1, both included. */
function spread(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1))
}

function kindOf(path: string): string {
  if (path.startsWith('data/')) return 'a data file'
  if (path.startsWith('videos/')) return 'a video'
  if (path.startsWith('meta/episodes/')) return 'the episode list'
  if (path.startsWith('meta/sources/')) return 'a side file'
  return path.slice('meta/'.length)
}

/** Merges and turns a bit on the way; what verification found of it. */
async function flipped(
  scenario: Scenario,
  place: Place,
  path: string,
  part: number,
  bit: number,
): Promise<readonly VerifyFailure[]> {
  let isFlipped = false
  const { error } = await attempt(scenario, place, {
    id: 'bit',
    onProgress: ({ phase }) => {
      if (phase !== 'verify' || isFlipped) return
      isFlipped = true
      flipBit(join(`${place.output}.partial-bit`, 'dataset', path), part, bit)
    },
  })
  if (error === undefined) throw new Error('it was published')
  if (!(error instanceof EngineError) || error.code !== 'VERIFY_FAILED')
    throw new Error('it was not found by verification', { cause: error })
  const { hasResult, left } = await place.names()
  if (hasResult || left.length > 0) throw new Error('something is left')
  return error.details?.['failures'] as readonly VerifyFailure[]
}

/** Turns one bit of the byte at a part of a file's length, the lowest unless told otherwise. */
export function flipBit(path: string, part: number, bit = 0): void {
  const at = Math.floor(part * (statSync(path).size - 1))
  const file = openSync(path, 'r+')
  const byte = new Uint8Array(1)
  readSync(file, byte, 0, 1, at)
  byte[0]! ^= 1 << bit
  writeSync(file, byte, 0, 1, at)
  closeSync(file)
}

/** What the failures name: an episode of the file, or where the file as a whole is no good, all of them. */
function found(plan: MergePlan, path: string, failures: readonly VerifyFailure[]): string {
  const shard = shardsOf(plan).find((own) => own.path === path)
  const ofFile = failures.filter(({ subject }) => subject === path)
  if (shard === undefined && ofFile.length > 0) return 'found, with its file'
  if (shard !== undefined) {
    const { first, end } = shard
    const all = end - first === 1 ? `with episode ${first} ` : `with episodes ${first} to ${end - 1} `
    if (failures.some(({ episode = -1 }) => episode >= first && episode < end))
      return 'found, with its episode'
    if (ofFile.some(({ message }) => message.includes(all)))
      return 'found, with its file and the episodes in it'
  }
  throw new Error(`neither the file nor its episodes are named: ${JSON.stringify(failures)}`)
}
