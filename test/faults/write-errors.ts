import { EngineError, type ErrorCode } from '#shared/errors.ts'
import { intercept, type Errno, type FsCall, type Verdict } from './inject/intercept.ts'
import { attempt, type Attempt } from './support/attempt.ts'
import { Tally } from './support/report.ts'
import type { Place, Scenario } from './support/scenario.ts'

/** What the system may say when something is written, and the code that must come of it. */
const writeErrors: readonly (readonly [Errno, ErrorCode])[] = [
  ['ENOSPC', 'NO_SPACE'],
  ['EDQUOT', 'NO_SPACE'],
  ['EIO', 'WRITE_FAILED'],
  ['EACCES', 'OUTPUT_NOT_WRITABLE'],
  ['EROFS', 'OUTPUT_NOT_WRITABLE'],
]
const writing: ReadonlySet<FsCall['kind']> = new Set([
  'create',
  'write',
  'sync',
  'mkdir',
  'rename',
  'copyFile',
])

/** Fails every write of a merge, one after the other: once, and from there on; and lets them be cut short. */
export async function* failWrites(scenario: Scenario): AsyncGenerator<Tally> {
  for (const [errno, code] of writeErrors) {
    const verdict = { errno }
    yield* failEach(scenario, `${errno} at one write, sync, rename or mkdir`, writing, {
      verdict,
      code,
      once: true,
    })
  }
  for (const [errno, code] of [
    ['ENOSPC', 'NO_SPACE'],
    ['EROFS', 'OUTPUT_NOT_WRITABLE'],
  ] as const)
    yield* failEach(scenario, `${errno} from one of them on`, writing, {
      verdict: { errno },
      code,
      once: false,
    })
  const write: ReadonlySet<FsCall['kind']> = new Set(['write'])
  const once = { code: 'NO_SPACE', once: true } as const
  yield* failEach(scenario, 'half of the bytes written', write, { ...once, verdict: { portion: 'half' } })
  yield* failEach(scenario, 'no bytes written', write, { ...once, verdict: { portion: 'nothing' } })
  const close: ReadonlySet<FsCall['kind']> = new Set(['close'])
  for (const [errno, code] of [
    ['ENOSPC', 'NO_SPACE'],
    ['EIO', 'WRITE_FAILED'],
  ] as const)
    yield* failEach(scenario, `${errno} when a file is closed`, close, {
      verdict: { errno },
      code,
      once: true,
    })
}

interface Failing {
  readonly verdict: Verdict
  readonly code: ErrorCode
  readonly once: boolean
}

async function* failEach(
  scenario: Scenario,
  fault: string,
  kinds: ReadonlySet<FsCall['kind']>,
  failing: Failing,
): AsyncGenerator<Tally> {
  const tally = new Tally(fault)
  let isReached = true
  for (let n = scenario.firstPoint(); isReached; n += scenario.every) {
    const place = await scenario.place()
    let failed: FsCall | undefined
    let seen = 0
    const restore = await intercept({
      before: (call) => {
        if (!call.path.startsWith(place.parent) || !kinds.has(call.kind)) return undefined
        seen++
        if (failing.once ? seen !== n : seen < n) return undefined
        failed ??= call
        return failing.verdict
      },
      skipsSync: true,
    })
    const outcome = await attempt(scenario, place)
    restore()
    isReached = failed !== undefined
    if (failed !== undefined)
      await tally.try(`${failed.kind} ${failed.path}`, () => judge(scenario, place, outcome, failing))
    await place.remove()
  }
  yield tally
}

async function judge(
  scenario: Scenario,
  place: Place,
  { error }: Attempt,
  { code }: Failing,
): Promise<string> {
  await scenario.requireSourcesUntouched()
  const isThere = await place.requireWholeOrAbsent(scenario.expected)
  const { left } = await place.names()
  if (error === undefined) {
    if (!isThere) throw new Error('it says that it succeeded, but nothing is there')
    if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
    return 'written another way, all the same bytes'
  }
  if (!(error instanceof EngineError)) throw new Error('no coded error', { cause: error })
  // The last thing that is synced is the folder in which the result has its name already.
  if (isThere && error.code === 'WRITE_FAILED')
    return 'WRITE_FAILED, says that the result is there, and it is whole'
  if (error.code !== code) throw new Error(`${error.code} instead of ${code}: ${error.message}`)
  if (code === 'NO_SPACE' && !/\d+ [kMG]?B free/.test(error.message))
    throw new Error(`does not say how much is free: ${error.message}`)
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
  if (isThere) throw new Error(`${code}, although the result is there`)
  return `${code}, nothing is left`
}
