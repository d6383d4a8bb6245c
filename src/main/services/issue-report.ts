import { arch, homedir, platform, release } from 'node:os'
import type { Finding } from '#shared/findings.ts'
import type { Job } from '#shared/model/job.ts'
import { mergeOptionsSchema, type MergeOptions } from '#shared/plan.ts'
import { version } from '#main/version.ts'
import type { JobRequest } from './jobs/job-request.ts'

const MAX_SOURCES = 6
const MAX_FINDINGS = 8
const MAX_LINES = 12
const MAX_CELL = 160
const MAX_LINE = 240

/** What a report is made from. */
export interface IssueReportInput {
  readonly job: Job
  readonly request: JobRequest
  /** The end of the log; shown unless findings say what is wrong. */
  readonly lastLines: readonly string[]
  /** The folder of the person at this machine, whose name is nobody's business. */
  readonly home?: string | undefined
}

/**
 * Markdown to paste into an issue: what failed, the recipe, versions, and the findings or the last lines of the log.
 * At most 45 lines, without home folders; whatever names, messages and logs contain stays inside its quotes.
 */
export function issueReport({ job, request, lastLines, home = homedir() }: IssueReportInput): string {
  const clean = (text: string): string => withoutHome(text, home)
  const { state } = job
  const findings = state.kind === 'failed' ? state.findings.filter(({ tier }) => tier !== 'advisory') : []
  const lines = [
    `### Merge ${state.kind}${state.kind === 'failed' ? `: ${state.error.code}` : ''}`,
    '',
    ...(state.kind === 'failed' ? [quoted(clean(state.error.message)), ''] : []),
    `- Episplice ${version}, Node ${process.versions.node}, ${platform()} ${release()} ${arch()}`,
    `- ${request.recipe.sources.length} sources into ${quoted(job.name)}${request.verify ? '' : ', not verified'}${request.again === undefined ? '' : `, repeating entry ${request.again.merge}`}`,
    `- Options: ${quoted(clean(changedOptions(request.recipe.options)))}`,
    '',
    ...sourceTable(request),
    '',
    ...(findings.length > 0 ? findingTable(findings, job.sources, clean) : logBlock(lastLines.map(clean))),
  ]
  return `${lines.join('\n')}\n`
}

function sourceTable({ recipe, episodesTotal }: JobRequest): string[] {
  const rows = recipe.sources.map(({ name, fingerprint, episodes }, i) => {
    const total = episodesTotal[i] ?? '?'
    return row([`${i}`, quoted(name), quoted(fingerprint), `${episodes?.length ?? total} of ${total}`])
  })
  return ['| | Source | Fingerprint | Episodes |', '|---|---|---|---|', ...shortened(rows, MAX_SOURCES, 4)]
}

function findingTable(
  findings: readonly Finding[],
  sources: readonly string[],
  clean: (text: string) => string,
): string[] {
  const cell = (text: string | undefined): string => (text === undefined ? '' : quoted(clean(text)))
  const rows = findings.map(({ code, source, subject, message, expected, actual }) => {
    const where = [source === undefined ? undefined : sources[source], subject].filter(
      (part) => part !== undefined,
    )
    const what = where.length === 0 ? message : `${where.join(', ')}: ${message}`
    return row([code, cell(what), cell(expected), cell(actual)])
  })
  return ['| Finding | What | Expected | Found |', '|---|---|---|---|', ...shortened(rows, MAX_FINDINGS, 4)]
}

function logBlock(lines: readonly string[]): string[] {
  if (lines.length === 0) return ['The log is empty.']
  const shown = lines.slice(-MAX_LINES).map((line) => oneLine(line, MAX_LINE))
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1))
  return ['The log ends with:', '', `${fence}text`, ...shown, fence]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function shortened(rows: readonly string[], max: number, columns: number): string[] {
  if (rows.length <= max) return [...rows]
  const more = row([`and ${rows.length - max} more`, ...Array<string>(columns - 1).fill('')])
  return [...rows.slice(0, max), more]
}

/** As code, so that nothing in it means anything; a pipe would end a table's cell even there. */
function quoted(text: string): string {
  const line = oneLine(text, MAX_CELL).replaceAll('|', '\\|')
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = ticks.length > 1 || line === '' ? ' ' : ''
  return `${ticks}${pad}${line}${pad}${ticks}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

function oneLine(text: string, max: number): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim()
  return line.length > max ? `${line.slice(0, max - 1)}…` : line
}

/** The choices that are not the defaults. */
function changedOptions(options: MergeOptions): string {
  const defaults: Readonly<Record<string, unknown>> = mergeOptionsSchema.parse({})
  const changed = Object.entries(options).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
  )
  return changed.length === 0 ? 'all default' : JSON.stringify(Object.fromEntries(changed))
}

/** Also other people's: a shared disk is often mounted below one. */
function withoutHome(text: string, home: string): string {
  const own = home.length > 1 ? text.replaceAll(new RegExp(`${escaped(home)}(?![\\w.-])`, 'g'), '~') : text
  return own.replaceAll(/(?:\/home|\/Users|[A-Za-z]:[\\/]+Users)[\\/]+[^\\/\s'"`|:]+/g, '~')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
