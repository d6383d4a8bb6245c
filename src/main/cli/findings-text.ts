import { episodesText } from '#shared/episode-ranges.ts'
import { sortFindings, type Finding, type Tier } from '#shared/findings.ts'
import type { SettledFindings } from '#shared/model/job.ts'
import { countText, wrapText } from './text.ts'

const titles: Readonly<Record<Tier, string>> = {
  blocking: 'Blocking: the merge cannot be right',
  fixable: 'Fixable: one option makes it right',
  advisory: 'Good to know',
}

/** Options of {@link findingsText}. */
export interface FindingsTextOptions {
  readonly hideAdvisory?: boolean
  /** Names of the sources by position. */
  readonly names?: readonly string[]
}

/** Equal advice about many sources takes one entry. */
const MAX_PER_KIND = 3

/**
 * Findings as text, grouped by tier, each with the episodes it is confined to, what was expected, what is there, and
 * what fixes it: an option, or the merge by itself.
 */
export function findingsText(findings: readonly Finding[], options: FindingsTextOptions = {}): string {
  const byTier = Map.groupBy(sortFindings(findings), ({ tier }) => tier)
  return [...byTier]
    .filter(([tier]) => tier !== 'advisory' || options.hideAdvisory !== true)
    .map(([tier, own]) => [`${titles[tier]} (${own.length})`, ...kindsText(tier, own, options)].join('\n'))
    .join('\n\n')
}

function kindsText(tier: Tier, findings: readonly Finding[], options: FindingsTextOptions): string[] {
  return tier === 'advisory'
    ? shortList(findings, options)
    : findings.map((finding) => findingText(finding, options))
}

function shortList(findings: readonly Finding[], options: FindingsTextOptions): string[] {
  return [...Map.groupBy(findings, ({ code }) => code).values()].flatMap((own) => {
    const shown = own.slice(0, MAX_PER_KIND).map((finding) => findingText(finding, options))
    const rest = own.length - shown.length
    return rest > 0
      ? [...shown, `  … and ${countText(rest, 'more finding')} of this kind (--json lists all)`]
      : shown
  })
}

/** What a merge left out and why, and what it settled by itself: a section each. */
export function settledText(
  { repairs, leftOut }: SettledFindings,
  options: FindingsTextOptions,
): readonly string[] {
  return [
    ...(leftOut.length === 0 ? [] : [`Left out (${leftOut.length})`, ...shortList(leftOut, options)]),
    ...(repairs.length === 0
      ? []
      : [`Repaired on the way (${repairs.length})`, ...shortList(repairs, options)]),
  ]
}

function findingText(
  { code, source, subject, episodes, message, expected, actual, fix, otherFix, repair }: Finding,
  options: FindingsTextOptions,
): string {
  const where =
    source === undefined
      ? ''
      : ` in ${options.names?.[source] === undefined ? `source ${source}` : `${source} ${options.names[source]}`}`
  const lines = [
    `  ${code}${where}${subject === undefined ? '' : `: ${shorten(subject)}`}`,
    `    ${wrapText(message, 4)}`,
  ]
  if (expected !== undefined || actual !== undefined)
    lines.push(`    expected ${expected ?? '-'}, found ${actual ?? '-'}`)
  const which = episodes && episodesText(episodes)
  const isTold = which === undefined || [subject, message].some((text) => text?.toLowerCase().includes(which))
  if (!isTold) lines.push(`    ${wrapText(`in ${which}`, 4)}`)
  for (const own of [fix, otherFix])
    if (own !== undefined) lines.push(`    fix: ${own.option}   (${own.label})`)
  if (repair !== undefined) lines.push(`    repair: ${wrapText(repair, 4)}`)
  return lines.join('\n')
}

function shorten(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 44)}…${text.slice(-44)}`
}
