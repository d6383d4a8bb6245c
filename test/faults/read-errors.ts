import { basename } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { intercept, type Errno, type FsCall } from './inject/intercept.ts'
import { attempt, type Attempt } from './support/attempt.ts'
import { Tally } from './support/report.ts'
import type { Place, Scenario } from './support/scenario.ts'

const reading: ReadonlySet<FsCall['kind']> = new Set([
  'open',
  'read',
  'readFile',
  'readdir',
  'stat',
  'lstat',
  'realpath',
])

/** Fails every read of a merge, one after the other: of the sources, and of what it has written itself. */
export async function* failReads(scenario: Scenario): AsyncGenerator<Tally> {
  for (const errno of ['EIO', 'ESTALE'] as const)
    yield await failEach(
      scenario,
      `${errno} at one read of a source`,
      errno,
      () => `${scenario.root}/sources`,
    )
  yield await failEach(scenario, 'EIO when what was written is read back', 'EIO', ({ parent }) => parent)
}

async function failEach(
  scenario: Scenario,
  fault: string,
  errno: Errno,
  below: (place: Place) => string,
): Promise<Tally> {
  const tally = new Tally(fault)
  let isReached = true
  for (let n = scenario.firstPoint(); isReached; n += scenario.every) {
    const place = await scenario.place()
    const root = below(place)
    let failed: FsCall | undefined
    let seen = 0
    const restore = await intercept({
      before: (call) => {
        if (!call.path.startsWith(root) || !reading.has(call.kind) || ++seen !== n) return undefined
        failed = call
        return { errno }
      },
      skipsSync: true,
    })
    const outcome = await attempt(scenario, place)
    restore()
    isReached = failed !== undefined
    if (failed !== undefined) {
      const { kind, path } = failed
      await tally.try(`${kind} ${path}`, () => judge(scenario, place, path, outcome))
    }
    await place.remove()
  }
  return tally
}

async function judge(scenario: Scenario, place: Place, path: string, outcome: Attempt): Promise<string> {
  await scenario.requireSourcesUntouched()
  const isThere = await place.requireWholeOrAbsent(scenario.expected)
  const { left } = await place.names()
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  if (outcome.error === undefined) {
    if (!isThere) throw new Error('it says that it succeeded, but nothing is there')
    return 'done without it, all the same bytes'
  }
  const { error } = outcome
  if (!(error instanceof EngineError)) throw new Error('no coded error', { cause: error })
  // The last thing that is opened is the folder in which the result has its name already.
  if (isThere && error.code === 'WRITE_FAILED' && error.message.includes('is complete and verified'))
    return 'WRITE_FAILED, says that the result is there, and it is whole'
  if (isThere) throw new Error(`${error.code}, although the result is there`, { cause: error })
  if (!JSON.stringify(error).includes(basename(path)))
    throw new Error(`does not name ${basename(path)}`, { cause: error })
  return `${error.code}, nothing is left`
}
