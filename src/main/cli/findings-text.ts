import { sortFindings, type Finding, type Tier } from '#shared/findings.ts'
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

/** Findings as text, grouped by tier, each with what was expected, what is there, and the option that fixes it. */
export function findingsText(findings: readonly Finding[], options: FindingsTextOptions = {}): string {
  const byTier = Map.groupBy(sortFindings(findings), ({ tier }) => tier)
  return [...byTier]
    .filter(([tier]) => tier !== 'advisory' || options.hideAdvisory !== true)
    .map(([tier, own]) => [`${titles[tier]} (${own.length})`, ...kindsText(tier, own, options)].join('\n'))
    .join('\n\n')
}

function kindsText(tier: Tier, findings: readonly Finding[], options: FindingsTextOptions): string[] {
  if (tier !== 'advisory') return findings.map((finding) => findingText(finding, options))
  return [...Map.groupBy(findings, ({ code }) => code).values()].flatMap((own) => {
    const shown = own.slice(0, MAX_PER_KIND).map((finding) => findingText(finding, options))
    const rest = own.length - shown.length
    return rest > 0
      ? [...shown, `  … and ${countText(rest, 'more finding')} of this kind (--json lists all)`]
      : shown
  })
}

function findingText(
  { code, source, subject, message, expected, actual, fix }: Finding,
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
  if (fix !== undefined) lines.push(`    fix: ${fix.option}   (${fix.label})`)
  return lines.join('\n')
}

function shorten(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 44)}…${text.slice(-44)}`
}
