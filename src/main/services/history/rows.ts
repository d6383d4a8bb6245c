import { z } from 'zod'
import type { DatasetDigests } from '#engine/index.ts'
import { EngineError, errorCodes, type AppError } from '#shared/errors.ts'
import { mergeId, type MergeEvent, type MergeStatus, type MergeSummary } from '#shared/model/history.ts'
import type { ResultComparison, Verification } from '#shared/model/job.ts'
import { recipeSchema } from '#shared/plan.ts'
import { processIdentitySchema } from '#engine/io/process-identity.ts'

const count = z.number().int().nonnegative()

/** A column that holds JSON of a certain shape, or nothing. */
function json<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .nullable()
    .transform((text, context): T | undefined => {
      if (text === null) return undefined
      try {
        return schema.parse(JSON.parse(text))
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'not JSON' })
        return z.NEVER
      }
    })
}

const errorSchema: z.ZodType<AppError> = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
})

const verificationSchema: z.ZodType<Verification> = z.object({
  episodes: count,
  frames: count,
  checks: count,
  failures: z.array(z.object({ episode: count.exactOptional(), subject: z.string(), message: z.string() })),
  against: z.enum(['sources', 'certificate', 'format']),
})

const paths = z.array(z.string())
/** Before anything else was counted, entries had only the paths that are told. */
const differentSchema = z
  .object({
    kind: z.literal('different'),
    counts: z.object({ changed: count, added: count, removed: count }).optional(),
    ...{ changed: paths, added: paths, removed: paths },
  })
  .transform(({ counts, ...told }) => ({
    ...told,
    counts: counts ?? {
      changed: told.changed.length,
      added: told.added.length,
      removed: told.removed.length,
    },
  }))
const comparisonSchema: z.ZodType<ResultComparison> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identical'), files: count, bytes: count }),
  differentSchema,
  z.object({ kind: z.literal('unknown'), reason: z.string() }),
])

const digestsSchema = z.object({
  fingerprint: z.string(),
  traits: z.object({
    fps: z.number(),
    robotType: z.string().optional(),
    features: z.string(),
  }),
})

const optional = <S extends z.ZodType>(schema: S) =>
  schema.nullable().transform((value) => value ?? undefined)
const statuses = [
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
] as const satisfies MergeStatus[]

/** The columns of {@link summaryRow}. */
export const SUMMARY_COLUMNS = `id, name, output_path, status, started_ms, seconds, episodes, frames, bytes, asked_by,
  again, (SELECT count(*) FROM merge_sources WHERE merge = merges.id) AS sources`

const summaryColumns = z.object({
  id: mergeId,
  name: z.string(),
  output_path: z.string(),
  status: z.enum(statuses),
  started_ms: z.number(),
  seconds: optional(z.number()),
  sources: count,
  episodes: optional(count),
  frames: optional(count),
  bytes: optional(count),
  asked_by: z.enum(['app', 'command-line']),
  again: mergeId.nullable().transform((id) => id ?? undefined),
})

const summaryOf = (row: z.output<typeof summaryColumns>): MergeSummary => ({
  id: row.id,
  name: row.name,
  outputPath: row.output_path,
  status: row.status,
  startedMs: row.started_ms,
  seconds: row.seconds,
  sources: row.sources,
  episodes: row.episodes,
  frames: row.frames,
  bytes: row.bytes,
  by: row.asked_by,
  again: row.again,
})

/** A merge in a list. */
export const summaryRow = summaryColumns.transform(summaryOf)

/** A merge as a whole. */
export const mergeRow = summaryColumns
  .extend({
    recipe: z
      .string()
      .transform((text) => JSON.parse(text) as unknown)
      .pipe(recipeSchema),
    version: z.string(),
    verify: z.number(),
    error: json(errorSchema),
    verification: json(verificationSchema),
    comparison: json(comparisonSchema),
  })
  .transform((row) => ({
    ...summaryOf(row),
    recipe: row.recipe,
    version: row.version,
    verify: row.verify === 1,
    error: row.error,
    verification: row.verification,
    comparison: row.comparison,
  }))

/** A source of a merge, without what the recipe says of it. */
export const sourceRow = z
  .object({
    path: z.string(),
    name: z.string(),
    fingerprint: z.string(),
    episodes_total: optional(count),
    digests: json(digestsSchema),
    episode_digests: z.instanceof(Uint8Array).nullable(),
  })
  .transform(({ episodes_total: episodesTotal, digests, episode_digests: bytes, ...row }) => ({
    ...row,
    episodesTotal,
    digests: digests === undefined || bytes === null ? undefined : joinDigests(digests, bytes),
  }))

/** Bytes of an episode's digest. */
const DIGEST_BYTES = 8

function joinDigests(digests: z.output<typeof digestsSchema>, bytes: Uint8Array): DatasetDigests {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  const digits = 2 * DIGEST_BYTES
  const episodes = Array.from({ length: Math.floor(text.length / digits) }, (_, episode) =>
    text.slice(episode * digits, (episode + 1) * digits),
  )
  return { ...digests, episodes }
}

/** Digests of a source as the columns `digests` and `episode_digests`; {@link sourceRow} joins them. */
export function digestColumns({ episodes, ...digests }: DatasetDigests): readonly [string, Uint8Array] {
  return [JSON.stringify(digests), Buffer.from(episodes.join(''), 'hex')]
}

/** An event of a merge. */
export const eventRow = z
  .object({
    at_ms: z.number(),
    kind: z.enum([
      'started',
      'warning',
      'left-out',
      'repaired',
      'succeeded',
      'failed',
      'cancelled',
      'interrupted',
      'compared',
    ]),
    message: z.string(),
  })
  .transform(({ at_ms: atMs, kind, message }): MergeEvent => ({ atMs, kind, message }))

/** A merge that has not ended, and who runs it. */
export const runningRow = z.object({
  id: mergeId,
  process: z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(processIdentitySchema),
})

/** Parses a row. Throws `DATABASE_CORRUPT` naming the entry when someone wrote something else into it. */
export function parseRow<T>(schema: z.ZodType<T>, row: unknown, what: string): T {
  try {
    const parsed = schema.safeParse(row)
    if (parsed.success) return parsed.data
    throw parsed.error
  } catch (cause) {
    throw new EngineError('DATABASE_CORRUPT', `${what} of the history is damaged`, {
      hint: 'Other entries are not affected.',
      cause,
    })
  }
}
