import type { MergeRun } from '../measure.ts'
import { seconds } from '../report.ts'

/** Where the time of a merge went, in words. Processor time is the same on an idle and on a busy machine, or nearly. */
export function phaseNote(which: string, { startup, open, check, plan, phases, cpu }: MergeRun): string {
  const parts = Object.entries({ start: startup, open, check, plan, ...phases })
  return `Last run, ${which}: ${parts.map(([name, value]) => `${name} ${seconds(value)}`).join(', ')}; processor ${seconds(cpu)}.`
}
