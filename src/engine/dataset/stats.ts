import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Finding } from '#shared/findings.ts'
import { fileError } from '#engine/io/files.ts'
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
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const error = fileError(path, cause)
    if (error.code === 'FILE_MISSING') findings.push(missing('meta/stats.json is missing.'))
    else findings.push(fileFinding('meta/stats.json', error))
    return undefined
  }
  let json: JsonValue
  try {
    json = parsePythonJson(text, path)
  } catch (error) {
    findings.push(missing(fileFinding('meta/stats.json', error).message))
    return undefined
  }
  const parsed = statsSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    findings.push(
      missing(`meta/stats.json: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}.`),
    )
    return undefined
  }
  const stats: Stats = new Map(Object.entries(parsed.data))
  const odd = [...stats].filter(([, feature]) =>
    Object.values(feature).some((value) => flat(value).some((x) => !Number.isFinite(x))),
  )
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

function missing(what: string): Finding {
  return {
    code: 'STATS_MISSING',
    tier: 'advisory',
    subject: 'meta/stats.json',
    message: `${what} Its numbers are computed from the rows and from the statistics of the episodes.`,
  }
}

/** All numbers of a nested statistic, in order. */
export function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat)
}

/** Gives `numbers` the nesting of `like`. */
export function nestLike(like: Nested, numbers: readonly number[]): Nested {
  let next = 0
  const nest = (value: Nested): Nested =>
    typeof value === 'number' ? (numbers[next++] ?? NaN) : value.map(nest)
  return nest(like)
}
