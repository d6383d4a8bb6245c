import { sortFindings, type Finding, type FindingCode, type Tier } from '#shared/findings.ts'

/** Findings that differ only in where they were made and what they found there. */
export interface FindingGroup {
  readonly key: string
  readonly code: FindingCode
  readonly tier: Tier
  readonly subject: string | undefined
  /** Undefined when each source has its own; the rows have it then. */
  readonly message: string | undefined
  readonly rows: readonly FindingRow[]
  /** Command-line options that settle it, with what a button would say. */
  readonly fixes: readonly { readonly option: string; readonly label: string }[]
}

/** What was found equally in some sources. */
export interface FindingRow {
  /** Positions in the merge; empty when it concerns the merge as a whole. */
  readonly sources: readonly number[]
  readonly message: string
  readonly expected: string | undefined
  readonly actual: string | undefined
}

/** Findings grouped for reading, most pressing tier first. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(sortFindings(findings), ({ tier, code, subject }) =>
    JSON.stringify([tier, code, subject]),
  )
  return [...groups].map(([key, own]) => groupOf(key, own))
}

function groupOf(key: string, findings: readonly Finding[]): FindingGroup {
  const { code, tier, subject } = findings[0]!
  const messages = new Set(findings.map(({ message }) => message))
  const fixes = new Map(findings.flatMap(({ fix }) => (fix === undefined ? [] : [[fix.option, fix.label]])))
  return {
    key,
    code,
    tier,
    subject,
    message: messages.size === 1 ? findings[0]!.message : undefined,
    rows: rowsOf(findings),
    fixes: [...fixes].map(([option, label]) => ({ option, label })),
  }
}

function rowsOf(findings: readonly Finding[]): readonly FindingRow[] {
  const equal = Map.groupBy(findings, ({ expected, actual, source, message }) =>
    // Without figures, the wording is all that a source has of its own.
    JSON.stringify(
      expected === undefined && actual === undefined
        ? [source === undefined, message]
        : [source === undefined, expected, actual],
    ),
  )
  return [...equal.values()].map((own) => ({
    sources: [...new Set(own.flatMap(({ source }) => (source === undefined ? [] : [source])))],
    message: own[0]!.message,
    expected: own[0]!.expected,
    actual: own[0]!.actual,
  }))
}

/** The episode that a finding is about, when it is about one. */
export function episodeOf(subject: string | undefined): number | undefined {
  const match = /^episode (\d{1,9})\b/.exec(subject ?? '')
  return match === null ? undefined : Number(match[1])
}
