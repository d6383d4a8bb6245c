import { EngineError } from '#shared/errors.ts'
import type { Trim } from '#shared/plan.ts'

/**
 * Parses `--episodes` values, `SOURCE:LIST`: the source's position from 0, and episode numbers and inclusive
 * ranges in the order that they shall have (`0:0-5,7`). Returns the chosen episodes by source.
 */
export function parseEpisodes(specs: readonly string[], sourceCount: number): (number[] | undefined)[] {
  const chosen = new Array<number[] | undefined>(sourceCount).fill(undefined)
  for (const spec of specs) {
    const match = /^(\d+):(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$/.exec(spec.replaceAll(' ', ''))
    if (match === null)
      throw invalid(
        `--episodes ${spec}`,
        'Write SOURCE:LIST, for example 0:0-5,7 for episodes 0 to 5 and 7 of the first dataset.',
      )
    const source = Number(match[1])
    if (source >= sourceCount)
      throw invalid(
        `--episodes ${spec}`,
        `There are ${sourceCount} datasets, numbered from 0 in the order you name them.`,
      )
    const own = match[2]!.split(',').flatMap((part) => rangeOf(part, spec))
    chosen[source] = [...(chosen[source] ?? []), ...own]
  }
  return chosen
}

/**
 * Parses `--trim` values, `SOURCE:EPISODE=FIRST-LAST`: frames count from 0, and the last one is kept. Returns what is
 * wanted by source.
 */
export function parseTrims(specs: readonly string[], sourceCount: number): (Trim[] | undefined)[] {
  const trims = new Array<Trim[] | undefined>(sourceCount).fill(undefined)
  for (const spec of specs) {
    const match = /^(\d{1,9}):(\d{1,9})=(\d{1,9})-(\d{1,9})$/.exec(spec.replaceAll(' ', ''))
    if (match === null)
      throw invalid(
        `--trim ${spec}`,
        'Write SOURCE:EPISODE=FIRST-LAST, for example 0:3=12-80 for frames 12 to 80 of episode 3 of the first dataset.',
      )
    const [source, episode, first, last] = match.slice(1).map(Number) as [number, number, number, number]
    if (source >= sourceCount)
      throw invalid(
        `--trim ${spec}`,
        `There are ${sourceCount} datasets, numbered from 0 in the order you name them.`,
      )
    trims[source] = [...(trims[source] ?? []), { episode, from: first, to: last + 1 }]
  }
  return trims
}

const MAX_RANGE = 10_000_000

function rangeOf(part: string, spec: string): number[] {
  const [first, last = first] = part.split('-').map(Number)
  if (first === undefined || last === undefined || last < first || last - first > MAX_RANGE) {
    throw invalid(`--episodes ${spec}`, `The range ${part} is not one.`)
  }
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Parses `--rename-task` values, `OLD=NEW`. An `=` inside the old wording is written `\=`. */
export function parseRenames(specs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    specs.map((spec): [string, string] => {
      const match = /^((?:\\=|[^=])+)=(.+)$/s.exec(spec)
      if (match === null)
        throw invalid(`--rename-task ${spec}`, 'Write OLD=NEW, both in quotes of your shell.')
      return [match[1]!.replaceAll('\\=', '='), match[2]!]
    }),
  )
}

function invalid(what: string, hint: string): EngineError {
  return new EngineError('OPTION_INVALID', `${what} makes no sense`, { hint })
}
