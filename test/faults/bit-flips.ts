import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyFailure } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import type { MergePlan } from '#shared/plan.ts'
import { attempt } from './support/attempt.ts'
import { Tally } from './support/report.ts'
import { planOf, type Place, type Scenario } from './support/scenario.ts'

/** Places in a file, as parts of its length: its ends, and between them. */
const places = [0, 0.2, 0.45, 0.65, 0.9, 0.999]

/** Turns one bit of every file of a staged result, at several places, before it is verified. */
export async function* flipBits(scenario: Scenario): AsyncGenerator<Tally> {
  const planned = await planOf(scenario.sources, (await scenario.place()).output)
  const byKind = Map.groupBy(Object.keys(scenario.expected), kindOf)
  for (const [kind, paths] of byKind) {
    const tally = new Tally(`a bit that turns in ${kind} before verification`)
    let named = 0
    let seen = 0
    for (const path of paths) {
      for (const part of places) {
        if (seen++ % scenario.every !== 0) continue
        const place = await scenario.place()
        await tally.try(`${path} at ${part}`, async () => {
          const failures = await flipped(scenario, place, path, part)
          const isNamed = namesItsEpisode(planned, path, failures)
          if (isNamed) named++
          return isNamed ? 'found, with its episode' : 'found, with its file'
        })
        await place.remove()
      }
    }
    if (['a data file', 'a video', 'the episode list'].includes(kind))
      await tally.try('all', () => {
        if (named === 0) throw new Error('no episode was ever named')
        return Promise.resolve('found, with its episode')
      })
    yield tally
  }
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
): Promise<readonly VerifyFailure[]> {
  let isFlipped = false
  const { error } = await attempt(scenario, place, {
    id: 'bit',
    onProgress: ({ phase }) => {
      if (phase !== 'verify' || isFlipped) return
      isFlipped = true
      flipBit(join(`${place.output}.partial-bit`, 'dataset', path), part)
    },
  })
  if (error === undefined) throw new Error('it was published')
  if (!(error instanceof EngineError) || error.code !== 'VERIFY_FAILED')
    throw new Error('it was not found by verification', { cause: error })
  const { hasResult, left } = await place.names()
  if (hasResult || left.length > 0) throw new Error('something is left')
  return error.details?.['failures'] as readonly VerifyFailure[]
}

/** Turns the lowest bit of the byte at a part of a file's length. */
export function flipBit(path: string, part: number): void {
  const at = Math.floor(part * (statSync(path).size - 1))
  const file = openSync(path, 'r+')
  const byte = new Uint8Array(1)
  readSync(file, byte, 0, 1, at)
  byte[0]! ^= 1
  writeSync(file, byte, 0, 1, at)
  closeSync(file)
}

/** Whether an episode of the file is named; the file itself must be otherwise. */
function namesItsEpisode(plan: MergePlan, path: string, failures: readonly VerifyFailure[]): boolean {
  const shards = [...plan.data, ...plan.meta, ...Object.values(plan.videos).flat()]
  const shard = shards.find((own) => own.path === path)
  const isIn = (episode: number): boolean =>
    shard !== undefined && episode >= shard.first && episode < shard.end
  if (failures.some(({ episode }) => episode !== undefined && isIn(episode))) return true
  if (failures.some(({ subject }) => subject === path)) return false
  throw new Error(`neither the file nor an episode of it is named: ${JSON.stringify(failures)}`)
}
