import { preflight } from '#engine/index.ts'
import { evenly } from './kills.ts'
import { episplice, mergeArguments, type Ended } from './support/child.ts'
import { Tally } from './support/report.ts'
import { planOf, type Place, type Scenario } from './support/scenario.ts'

const ROUNDS = 8

/** So many rounds, or their share; one race proves little. */
function roundsOf({ every }: Scenario, most: number): number {
  return Math.max(2, Math.ceil(most / every))
}

/** Several merges at the same time. */
export async function* raceMerges(scenario: Scenario): AsyncGenerator<Tally> {
  yield await sameTarget(scenario)
  yield await otherTargets(scenario)
  yield await continuedTwice(scenario)
  yield await continuedByName(scenario)
}

async function sameTarget(scenario: Scenario): Promise<Tally> {
  const tally = new Tally('two merges into the same target at once')
  for (let round = 0; round < roundsOf(scenario, ROUNDS); round++) {
    const place = await scenario.place()
    await tally.try(`round ${round}`, async () => {
      const start = () => episplice(mergeArguments(scenario.sources, place.output))
      return oneWins(await Promise.all([start(), start()]), scenario, place)
    })
    await place.remove()
  }
  return tally
}

async function oneWins(ends: readonly Ended[], scenario: Scenario, place: Place): Promise<string> {
  const [winner, loser] = ends.toSorted((a, b) => (a.code ?? 9) - (b.code ?? 9))
  const told = /OUTPUT_(BUSY|EXISTS)/.exec(loser!.output)?.[0]
  if (winner!.code !== 0 || loser!.code === 0 || told === undefined)
    throw new Error(`${winner!.code ?? ''}, ${loser!.code ?? ''}: ${loser!.output}`)
  if (!(await place.requireWholeOrAbsent(scenario.expected))) throw new Error('no result')
  const { left } = await place.names()
  if (left.length > 0) throw new Error(`left: ${left.join(', ')}`)
  return `one wins, the other is told (${told})`
}

async function otherTargets(scenario: Scenario): Promise<Tally> {
  const tally = new Tally('two merges into two targets at once')
  for (let round = 0; round < roundsOf(scenario, ROUNDS / 2); round++) {
    const [one, two] = [await scenario.place(), await scenario.place()]
    await tally.try(`round ${round}`, async () => {
      const reversed = scenario.sources.toReversed()
      const [first, second] = await Promise.all([
        episplice(mergeArguments(scenario.sources, one.output)),
        episplice(mergeArguments(reversed, two.output)),
      ])
      if (first.code !== 0 || second.code !== 0) throw new Error(first.output + second.output)
      if (!(await one.requireWholeOrAbsent(scenario.expected))) throw new Error('no first result')
      if (!(await two.requireWholeOrAbsent(await scenario.expectedReversed())))
        throw new Error('no second result')
      return 'both right'
    })
    await one.remove()
    await two.remove()
  }
  return tally
}

/** A killed merge that two continue at once. */
async function continuedTwice(scenario: Scenario): Promise<Tally> {
  const tally = new Tally('two that continue the same interrupted merge at once')
  const at = await lateIn(scenario)
  for (let round = 0; round < roundsOf(scenario, ROUNDS / 2); round++) {
    const place = await scenario.place()
    await tally.try(`round ${round}`, async () => {
      await killed(scenario, place, at)
      const resume = () => episplice(mergeArguments(scenario.sources, place.output, '--resume'))
      return oneWins(await Promise.all([resume(), resume()]), scenario, place)
    })
    await place.remove()
  }
  return tally
}

/** On the command line: an old leftover is told of, not used; `--resume` goes on with it, with and without the sources named. */
async function continuedByName(scenario: Scenario): Promise<Tally> {
  const tally = new Tally('merge --resume on the command line')
  const at = await lateIn(scenario)
  for (const sources of [scenario.sources, []]) {
    const place = await scenario.place()
    await tally.try(`with ${sources.length} sources named`, async () => {
      await killed(scenario, place, at)
      const findings = await preflight(await planOf(scenario.sources, place.output))
      if (!findings.some(({ code }) => code === 'LEFTOVER_STAGING')) throw new Error('nothing is reported')
      const args =
        sources.length > 0
          ? mergeArguments(sources, place.output, '--resume')
          : ['merge', '--resume', '--out', place.output, '--no-history']
      const { code, output } = await episplice(args)
      if (code !== 0) throw new Error(output)
      if (!output.includes('Continued an interrupted merge')) throw new Error(`does not say so: ${output}`)
      if (!(await place.requireWholeOrAbsent(scenario.expected))) throw new Error('no result')
      return 'continued to the same bytes, and it says so'
    })
    await place.remove()
  }
  const place = await scenario.place()
  await tally.try('without --resume', async () => {
    await killed(scenario, place, at)
    const { code, output } = await episplice(mergeArguments(scenario.sources, place.output))
    if (code !== 0) throw new Error(output)
    if (!output.includes('--resume')) throw new Error(`does not tell of --resume: ${output}`)
    await place.requireWholeOrAbsent(scenario.expected)
    if ((await place.names()).left.length !== 1) throw new Error('the leftover was used or removed')
    return 'without it the leftover is told of and stays'
  })
  await place.remove()
  return tally
}

async function lateIn(scenario: Scenario): Promise<number> {
  const points = await evenly(
    scenario,
    (own, place, fault) => episplice(mergeArguments(own.sources, place.output), fault),
    10 * scenario.every,
  )
  return points[7]!
}

async function killed(scenario: Scenario, place: Place, at: number): Promise<void> {
  const fault = { below: scenario.root, at, signal: 'SIGKILL' } as const
  const { signal, output } = await episplice(mergeArguments(scenario.sources, place.output), fault)
  if (signal !== 'SIGKILL') throw new Error(`it was not killed: ${output}`)
}
