import type { AppError } from '#shared/errors.ts'
import { brokenEpisodes, type Finding } from '#shared/findings.ts'
import { episodesText } from '#shared/episode-ranges.ts'
import { findingsText } from './findings-text.ts'
import { countText, wrapText } from './text.ts'

/** What is the matter with a dataset, or why it cannot even be opened. */
export type Diagnosis =
  | {
      readonly dir: string
      readonly name: string
      /** Episodes that its list names, and those of them whose rows and frames were found. */
      readonly listed: number
      readonly usable: number
      readonly findings: readonly Finding[]
    }
  | { readonly dir: string; readonly error: AppError }

/** Whether a dataset cannot be merged as it is. */
export function isBlocked(diagnosis: Diagnosis): boolean {
  return 'error' in diagnosis || diagnosis.findings.some(({ tier }) => tier === 'blocking')
}

/** Diagnoses in words; of several, how many are well. */
export function diagnosesText(diagnoses: readonly Diagnosis[]): string {
  const parts = diagnoses.map(diagnosisText)
  if (diagnoses.length > 1) {
    const blocked = diagnoses.filter(isBlocked).length
    const well = diagnoses.length - blocked
    parts.push(
      `${countText(diagnoses.length, 'dataset')}: ${well} can be merged, ${blocked} cannot as they are.`,
    )
  }
  return parts.join('\n\n')
}

function diagnosisText(diagnosis: Diagnosis): string {
  if ('error' in diagnosis) {
    const { code, message, hint } = diagnosis.error
    return [
      diagnosis.dir,
      `  ${code}: ${wrapText(message, 2)}`,
      ...(hint === undefined ? [] : [`  ${hint}`]),
    ].join('\n')
  }
  const { dir, name, listed, findings } = diagnosis
  return [
    `${name}  (${dir})\n  ${countText(listed, 'episode')}. ${wrapText(verdict(findings), 2)}`,
    ...(findings.length === 0 ? [] : [findingsText(findings)]),
  ].join('\n\n')
}

function verdict(findings: readonly Finding[]): string {
  const blocking = findings.filter(({ tier }) => tier === 'blocking')
  if (findings.length === 0) return 'Every file was looked at, and nothing is the matter.'
  if (blocking.length === 0) {
    return findings.some(({ tier }) => tier === 'fixable')
      ? 'It can be merged once an option settles what is fixable.'
      : 'It can be merged as it is.'
  }
  // The only source has no position among the findings.
  const broken = brokenEpisodes(blocking.map((finding) => ({ ...finding, source: 0 }))).get(0)
  const isConfined = blocking.every(({ fix }) => fix?.option === '--skip-broken')
  return broken !== undefined && isConfined
    ? `Broken: ${episodesText([...broken].sort((a, b) => a - b))}. A merge with --skip-broken takes all others.`
    : 'It cannot be merged as it is.'
}
