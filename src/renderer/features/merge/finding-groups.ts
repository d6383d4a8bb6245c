import { sortFindings, type Finding, type FindingCode, type Tier } from '#shared/findings.ts'

/** Findings that differ only in where they were made and what they found there. */
export interface FindingGroup {
  readonly key: string
  readonly code: FindingCode
  readonly tier: Tier
  readonly subject: string | undefined
  /** Undefined when each row has its own. */
  readonly message: string | undefined
  /** What a merge does about it by itself. */
  readonly repair: string | undefined
  /** It would block, but the merge leaves its episodes out. */
  readonly isLeftOut: boolean
  readonly rows: readonly FindingRow[]
  /** Command-line options that settle it, with what a button would say. */
  readonly fixes: readonly { readonly option: string; readonly label: string }[]
}

/** What was found equally in some sources. */
export interface FindingRow {
  /** Positions in the merge; empty when it concerns the merge as a whole. */
  readonly sources: readonly number[]
  /** The only episodes that it is about, where that is known. */
  readonly episodes: readonly number[] | undefined
  readonly message: string
  readonly expected: string | undefined
  readonly actual: string | undefined
}

/** Findings grouped for reading, most pressing tier first. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(sortFindings(findings), (finding) =>
    JSON.stringify([finding.tier, finding.isLeftOut, finding.code, subjectOf(finding)]),
  )
  return [...groups].map(([key, own]) => groupOf(key, own))
}

function groupOf(key: string, findings: readonly Finding[]): FindingGroup {
  const [first] = findings
  const { code, tier, repair, isLeftOut = false } = first!
  const messages = new Set(findings.map(({ message }) => message))
  const fixes = new Map(
    findings.flatMap(({ fix, otherFix }) =>
      [fix, otherFix].flatMap((own) => (own === undefined ? [] : [[own.option, own.label] as const])),
    ),
  )
  return {
    key,
    code,
    tier,
    subject: subjectOf(first!),
    message: messages.size === 1 ? first!.message : undefined,
    repair,
    isLeftOut,
    rows: rowsOf(findings),
    fixes: [...fixes].map(([option, label]) => ({ option, label })),
  }
}

/** What a finding is about apart from its episode, which its row names: all broken episodes of a camera are one matter. */
function subjectOf({ subject, episodes }: Finding): string | undefined {
  if (episodes === undefined) return subject
  const rest = subject?.replace(/^episode \d+(, )?/, '')
  return rest === '' ? undefined : rest
}

function rowsOf(findings: readonly Finding[]): readonly FindingRow[] {
  const equal = Map.groupBy(findings, ({ expected, actual, source, episodes, message }) =>
    JSON.stringify([
      // Episodes are numbered in their own source.
      episodes === undefined ? source === undefined : source,
      episodes,
      // Without figures, the wording is all that a source has of its own.
      ...(expected === undefined && actual === undefined ? [message] : [expected, actual]),
    ]),
  )
  return [...equal.values()].map((own) => ({
    sources: [...new Set(own.flatMap(({ source }) => (source === undefined ? [] : [source])))],
    episodes: own[0]!.episodes,
    message: own[0]!.message,
    expected: own[0]!.expected,
    actual: own[0]!.actual,
  }))
}
