import type { ChildFault } from './inject/child-fault.ts'
import { evenly, requireReported } from './kills.ts'
import { episplice, mergeArguments, type Ended } from './support/child.ts'
import { inParallel, Tally } from './support/report.ts'
import type { Place, Scenario } from './support/scenario.ts'

const WIDTH = 3
const POINTS = 20

/** The disk is switched to reading only: not even the staging folder can be removed. */
export async function* breakDisks(scenario: Scenario): AsyncGenerator<Tally> {
  const points = await evenly(scenario, command, POINTS)
  const tally = new Tally('the disk can only be read from some point on (EROFS, also for removing)')
  await inParallel(points, WIDTH, async (at) => {
    const place = await scenario.place()
    await tally.try(`at ${at}`, async () => {
      const { code, output } = await command(scenario, place, { below: scenario.root, at, broken: 'EROFS' })
      await scenario.requireSourcesUntouched()
      const isDone = await place.requireWholeOrAbsent(scenario.expected)
      const { left } = await place.names()
      await requireReported(scenario, place, left)
      if (isDone && code === 0) return 'published, what is left is reported'
      if (code !== 1 || !/error (OUTPUT_NOT_WRITABLE|WRITE_FAILED)/.test(output))
        throw new Error(`it ended with ${code ?? 'a signal'}: ${output}`)
      if (left.some((name) => !output.includes(name))) throw new Error(`does not say what is left: ${output}`)
      return left.length === 0
        ? 'coded error, nothing was written yet'
        : 'coded error that names what is left, the next command reports it'
    })
    await place.remove()
  })
  yield tally
}

function command({ sources }: Scenario, { output }: Place, fault: ChildFault): Promise<Ended> {
  return episplice(mergeArguments(sources, output), fault)
}
