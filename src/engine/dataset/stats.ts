import { z } from 'zod'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { readText } from '#engine/io/files.ts'
import { fileFinding } from './data-files.ts'
import { parsePythonJson, type JsonValue } from './python-json.ts'

/** A statistic as stored: numbers nested to the feature's own depth (`[x]`, `[x, y]`, `[[[r]], [[g]], [[b]]]`). */
export type Nested = number | readonly Nested[]

/** The statistics of one feature: `min`, `max`, `mean`, `std`, `count`, `q01`, … */
export type FeatureStats = Readonly<Record<string, Nested>>

/** `meta/stats.json`, or the same of one episode: by feature. */
export type Stats = ReadonlyMap<string, FeatureStats>

const nested: z.ZodType<Nested> = z.lazy(() =>
  z.union([
    z.custom<number>((value) => typeof value === 'number', { error: 'expected a number' }),
    z.array(nested),
  ]),
)
const statsSchema = z.record(z.string(), z.record(z.string(), nested))

/** Reads `meta/stats.json`; problems become findings. Undefined when it is missing or damaged. */
export async function readStats(
  path: string,
  findings: Finding[],
): Promise<{ stats: Stats; text: string } | undefined> {
  let text: string
  try {
    text = await readText(path)
  } catch (error) {
    if (error instanceof EngineError && error.code === 'FILE_MISSING')
      findings.push(missing('meta/stats.json is missing.'))
    else if (error instanceof EngineError && error.code === 'JSON_INVALID')
      findings.push(missing(fileFinding('meta/stats.json', error).message))
    else findings.push(fileFinding('meta/stats.json', error))
    return undefined
  }
  const stats = plainStats(text) ?? checkedStats(text, path, findings)
  if (stats === undefined) return undefined
  const odd = [...stats].filter(([, feature]) => Object.values(feature).some((value) => !isFinite(value)))
  if (odd.length > 0) {
    findings.push({
      code: 'STATS_NOT_FINITE',
      tier: 'advisory',
      subject: 'meta/stats.json',
      message: `Statistics of ${odd.map(([name]) => name).join(', ')} contain NaN or infinity.`,
    })
  }
  return { stats, text }
}

/** Statistics that the platform's own parser reads, as nearly all are; it knows no NaN. Undefined for all others. */
function plainStats(text: string): Stats | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const isStats =
    isRecord(json) &&
    Object.values(json).every(
      (feature) => isRecord(feature) && Object.values(feature).every((value) => isNested(value, 0)),
    )
  return isStats ? new Map(Object.entries(json as Record<string, FeatureStats>)) : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Pictures have three dimensions; what is nested much deeper is left to the parser that limits it. */
const MAX_DEPTH = 16

function isNested(value: unknown, depth: number): value is Nested {
  if (typeof value === 'number') return true
  return Array.isArray(value) && depth < MAX_DEPTH && value.every((item) => isNested(item, depth + 1))
}

/** As {@link plainStats} for any text; says what is wrong with it. */
function checkedStats(text: string, path: string, findings: Finding[]): Stats | undefined {
  let json: JsonValue
  try {
    json = parsePythonJson(text, path)
  } catch (error) {
    findings.push(missing(fileFinding('meta/stats.json', error).message))
    return undefined
  }
  const parsed = statsSchema.safeParse(json)
  if (parsed.success) return new Map(Object.entries(parsed.data))
  const [issue] = parsed.error.issues
  findings.push(missing(`meta/stats.json: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}.`))
  return undefined
}

function missing(what: string): Finding {
  return {
    code: 'STATS_MISSING',
    tier: 'advisory',
    subject: 'meta/stats.json',
    message: what,
    repair: 'Its numbers are computed from the rows and from the statistics of the episodes.',
  }
}

/** All numbers of a nested statistic, in order. */
export function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat)
}

function isFinite(value: Nested): boolean {
  return typeof value === 'number' ? Number.isFinite(value) : value.every(isFinite)
}

/** Gives `numbers` the nesting of `like`. */
export function nestLike(like: Nested, numbers: readonly number[]): Nested {
  let next = 0
  const nest = (value: Nested): Nested =>
    typeof value === 'number' ? (numbers[next++] ?? NaN) : value.map(nest)
  return nest(like)
}

/** Whose statistic a column of `meta/episodes` holds, and which. */
export interface StatisticColumn {
  readonly feature: string
  readonly statistic: string
}

/** Takes `stats/<feature>/<statistic>` apart; undefined for another column. */
export function statisticColumn(name: string): StatisticColumn | undefined {
  const [, feature, statistic] = /^stats\/(.+)\/(\w+)$/.exec(name) ?? []
  return feature === undefined || statistic === undefined ? undefined : { feature, statistic }
}
