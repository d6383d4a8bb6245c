import { readdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { preflight } from '#engine/index.ts'
import type { ChildFault } from './inject/child-fault.ts'
import { flipBit } from './bit-flips.ts'
import { attempt } from './support/attempt.ts'
import { episplice, job, mergeArguments, type Ended } from './support/child.ts'
import { inParallel, Tally } from './support/report.ts'
import { options, planOf, type Place, type Scenario } from './support/scenario.ts'

const WIDTH = 3

/** Starts a merge into a place as a process of its own. */
type Start = (scenario: Scenario, place: Place, fault: ChildFault) => Promise<Ended>

const startJob: Start = async ({ sources }, { output }, fault) => {
  const { recipe } = await planOf(sources, output)
  const task = {
    id: 'killed',
    recipe: { ...recipe, options },
    output,
    verify: true,
    acceptChanges: false,
    resume: false,
  }
  return await job(task, fault)
}
const startCommand: Start = ({ sources }, { output }, fault) =>
  episplice(mergeArguments(sources, output), fault)

/** Ends merges at evenly spread points in ways that leave them no time, and has them continued. */
export async function* killMerges(scenario: Scenario): AsyncGenerator<Tally> {
  yield await killAt(scenario, 'SIGKILL of the process of a job', startJob, 200, 'SIGKILL')
  yield await killAt(scenario, 'SIGKILL of the command line', startCommand, 24, 'SIGKILL')
  yield await killAt(scenario, 'SIGTERM of the process of a job', startJob, 12, 'SIGTERM')
  yield await killAt(
    scenario,
    'SIGHUP of the command line (the terminal is gone)',
    startCommand,
    12,
    'SIGHUP',
  )
}

async function killAt(
  scenario: Scenario,
  fault: string,
  start: Start,
  count: number,
  signal: NonNullable<ChildFault['signal']>,
): Promise<Tally> {
  const tally = new Tally(fault)
  const points = await evenly(scenario, start, count)
  await inParallel([...points.entries()], WIDTH, async ([i, at]) => {
    const place = await scenario.place()
    await tally.try(`at ${at}`, async () => {
      const { code, output } = await start(scenario, place, { below: scenario.root, at, signal })
      if (code !== null && code !== 0) throw new Error(`it ended with ${code}: ${output}`)
      return await judgeAndContinue(scenario, place, i)
    })
    await place.remove()
  })
  return tally
}

/** `most` points of time of a merge, or its share of them, evenly spread over what it asks of the file system. */
export async function evenly(scenario: Scenario, start: Start, most: number): Promise<number[]> {
  const count = Math.max(4, Math.ceil(most / scenario.every))
  const place = await scenario.place()
  const countTo = join(scenario.root, `ticks-${place.name}`)
  const { code, output } = await start(scenario, place, { below: scenario.root, countTo })
  if (code !== 0) throw new Error(`an undisturbed merge ended with ${code ?? 'a signal'}: ${output}`)
  const ticks = Number(await readFile(countTo, 'utf8'))
  if (!(ticks > 100)) throw new Error(`only ${ticks} ticks were counted`)
  return Array.from({ length: count }, (_, i) => 1 + Math.floor((i * (ticks - 1)) / (count - 1)))
}

async function judgeAndContinue(scenario: Scenario, place: Place, i: number): Promise<string> {
  await scenario.requireSourcesUntouched()
  const isDone = await place.requireWholeOrAbsent(scenario.expected)
  const { left } = await place.names()
  if (isDone && left.length === 0) return 'done before it'
  if (left.length === 0) return 'nothing was written yet'
  await requireReported(scenario, place, left)
  if (isDone) return 'published, the rest of the staging folder is reported'
  const isDamaged = i % 4 === 3 && (await damageOne(join(place.parent, left[0]!)))
  const { error, report } = await attempt(scenario, place, { resume: true })
  if (error !== undefined) throw new Error('could not be continued', { cause: error })
  await place.requireWholeOrAbsent(scenario.expected)
  const after = await place.names()
  if (report.kept === undefined) return 'reported; nothing was finished yet, begun anew'
  if (after.left.length > 0) throw new Error(`left after it was continued: ${after.left.join(', ')}`)
  return isDamaged
    ? 'reported, a finished file then damaged, continued to the same bytes'
    : 'reported, continued to the same bytes'
}

/** Every leftover has a name that says so, and the next look at the place finds it. */
export async function requireReported(
  { sources }: Scenario,
  { parent, output }: Place,
  left: readonly string[],
): Promise<void> {
  for (const name of left) {
    if (!name.startsWith('week.partial-')) throw new Error(`${name} is left`)
    const inside = await readdir(join(parent, name))
    // Killed before it could say whose the folder is: that counts once it is certain that nobody is at it.
    if (!inside.includes('job.json')) await utimes(join(parent, name), 0, 0)
  }
  const findings = await preflight(await planOf(sources, output))
  const reported = findings.filter(({ code }) => code === 'LEFTOVER_STAGING').map(({ subject }) => subject)
  for (const name of left)
    if (!reported.includes(join(parent, name))) throw new Error(`${name} is not reported`)
}

/** Turns a bit in one of the finished files, where there is one. */
async function damageOne(root: string): Promise<boolean> {
  const journal = await readFile(join(root, 'journal.jsonl'), 'utf8').catch(() => '')
  for (const line of journal.split('\n').slice(1, -1)) {
    const { data, video } = JSON.parse(line) as { data?: string; video?: string }
    flipBit(join(root, 'dataset', data ?? video!), 0.4)
    return true
  }
  return false
}
