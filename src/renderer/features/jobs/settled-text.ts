import { episodesText } from '#shared/episode-ranges.ts'
import type { Finding } from '#shared/findings.ts'

/** A finding that a merge settled, in words. */
export interface SettledLine {
  readonly where: string
  readonly what: string
}

/** What is told of settled findings: whose, then what was the matter, and what was done about it. */
export function settledLines(findings: readonly Finding[], sources: readonly string[]): SettledLine[] {
  return findings.map(({ source, episodes, message, repair }) => {
    const name = source === undefined ? 'All' : (sources[source] ?? `source ${source + 1}`)
    return {
      where: `${name}${episodes === undefined ? '' : `, ${episodesText(episodes)}`}:`,
      what: repair === undefined ? message : `${message} ${repair}`,
    }
  })
}
