import type { ChildFault } from './inject/child-fault.ts'
import { evenly } from './kills.ts'
import { episplice, job, mergeArguments } from './support/child.ts'
import { inParallel, Tally } from './support/report.ts'
import { options, planOf, type Place, type Scenario } from './support/scenario.ts'

const WIDTH = 3
const POINTS = 20

/** Asks merges to end, or takes away whoever started or reads them, and looks at what is left. */
export async function* disturbMerges(scenario: Scenario): AsyncGenerator<Tally> {
  const points = await evenly(scenario, (own, place, fault) => command(own, place, fault), POINTS)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const tally = new Tally(`${signal} of the command line`)
    await inParallel(points, WIDTH, async (at) => {
      const place = await scenario.place()
      await tally.try(`at ${at}`, async () => {
        const { code, output } = await command(scenario, place, { below: scenario.root, at, signal })
        const isDone = await nothingOrAll(scenario, place)
        if (code !== (isDone ? 0 : 130)) throw new Error(`it ended with ${code ?? 'a signal'}: ${output}`)
        return isDone ? 'too late, the result is whole' : 'cancelled (130), nothing is left'
      })
      await place.remove()
    })
    yield tally
  }
  yield await loseParent(scenario, points)
  yield await closeOutputs(scenario)
}

/** The application dies: its job cleans up. */
async function loseParent(scenario: Scenario, points: readonly number[]): Promise<Tally> {
  const tally = new Tally('the application is gone while its job runs')
  await inParallel(points, WIDTH, async (at) => {
    const place = await scenario.place()
    await tally.try(`at ${at}`, async () => {
      const { output } = place
      const { recipe } = await planOf(scenario.sources, output)
      const task = {
        id: 'lost',
        recipe: { ...recipe, options },
        output,
        verify: true,
        acceptChanges: false,
        resume: false,
      }
      await job(task, { below: scenario.root, at, disconnect: true })
      return (await nothingOrAll(scenario, place)) ? 'the result is whole' : 'cancelled, nothing is left'
    })
    await place.remove()
  })
  return tally
}

/** Whoever read what it prints is gone. */
async function closeOutputs(scenario: Scenario): Promise<Tally> {
  const tally = new Tally('closed stdout or stderr')
  for (const closed of [['stdout'], ['stderr'], ['stdout', 'stderr']] as const) {
    for (const more of [[], ['--json']]) {
      const place = await scenario.place()
      await tally.try(`${closed.join(' and ')} ${more.join(' ')}`, async () => {
        const { code, output } = await episplice(
          mergeArguments(scenario.sources, place.output, ...more),
          {},
          closed,
        )
        if (!(await nothingOrAll(scenario, place))) throw new Error('no result')
        if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'}: ${output}`)
        return 'exit code 0, the result is whole'
      })
      await place.remove()
    }
  }
  return tally
}

function command({ sources }: Scenario, { output }: Place, fault: ChildFault) {
  return episplice(mergeArguments(sources, output), fault)
}

/** True when the result is there and whole, false when nothing is; throws otherwise. */
async function nothingOrAll(scenario: Scenario, place: Place): Promise<boolean> {
  await scenario.requireSourcesUntouched()
  const isDone = await place.requireWholeOrAbsent(scenario.expected)
  const { left } = await place.names()
  if (left.length > 0) throw new Error(`left: ${left.join(', ')}`)
  return isDone
}
