import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { episodesText } from '#shared/episode-ranges.ts'
import type { Finding, FindingCode } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import { PROVENANCE_PATH, provenanceSchema, type Provenance } from '#shared/provenance.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import { readText } from '#engine/io/files.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import { openDataset, type Dataset } from '#engine/dataset/open.ts'
import { videoRunner } from '#engine/video/video-thread.ts'
import { GroupChunks } from './group-chunks.ts'
import { choicesOf, plan as planMerge } from './plan.ts'
import { placedEpisodes, type PlacedEpisode } from './placed-episodes.ts'
import { MergeSources } from './sources.ts'
import { verifyFiles } from './verify-files.ts'
import { verifyRows } from './verify-rows.ts'
import { digestVideos, verifyVideos } from './verify-videos.ts'
import { verifyMeta } from './verify-meta.ts'
import { verifyStatistics } from './verify-stats.ts'

/** One thing that is not as it must be. */
export interface VerifyFailure {
  /** Episode of the result; undefined when it concerns the dataset as a whole. */
  readonly episode?: number
  /** The column, camera or file. */
  readonly subject: string
  readonly message: string
}

/** What was proved, and what failed. */
export interface VerifyReport {
  readonly dir: string
  readonly episodes: number
  readonly frames: number
  readonly checks: number
  readonly failures: readonly VerifyFailure[]
  /** What the unchanged rows and packets were compared with. */
  readonly against: 'sources' | 'certificate' | 'format'
}

/** Counts checks and gathers failures. */
export class Verifier {
  checks = 0
  readonly failures: VerifyFailure[] = []

  /** Counts a check; `message` is asked for only when it failed. */
  check(passed: boolean, subject: string, message: () => string, episode?: number): void {
    this.checks++
    if (!passed)
      this.failures.push({ subject, message: message(), ...(episode === undefined ? {} : { episode }) })
  }
}

/** Digests of an episode's unchanged columns and of its packets by camera. */
export type EpisodeDigests = Pick<Provenance['episodes'][number], 'rows' | 'frames'>

/** The sources of a result. */
export interface VerifyAgainst {
  readonly plan: MergePlan
  readonly sources: MergeSources
  /** By episode, as taken while the sources were read for the copy; undefined: they are read again. */
  readonly taken?: readonly EpisodeDigests[]
}

/** What a result is compared with. */
export interface VerifyContext {
  readonly verifier: Verifier
  readonly result: Dataset
  /** Its episodes, as far as they were found. */
  readonly placed: readonly PlacedEpisode[]
  readonly provenance: Provenance | undefined
  readonly against: VerifyAgainst | undefined
  readonly pool: FilePool
  /** Readers of the result's and of the sources' row groups. */
  readonly chunks: GroupChunks
  readonly sourceChunks: GroupChunks
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
}

/** Options of both verifications. */
export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** What is known of a result that was just written. */
export interface JustWritten extends Required<VerifyAgainst> {
  /** Every file of the result, by its path in the dataset. */
  readonly files: ReadonlyMap<string, FileDigest>
}

/**
 * Proves a result that was just written from its plan: re-reads its files, rows, packets and lists, and compares with
 * what was written and with what was taken while the sources were read. Those are read again only to name the column
 * that differs.
 */
export async function verifyResult(
  dir: string,
  { files, ...against }: JustWritten,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const verifier = new Verifier()
  let failure: { readonly error: unknown } | undefined
  const { episodes, frames } = against.plan.totals
  const proved = await run(dir, options, against, verifier).catch((error: unknown) => {
    // What the disk garbled may be so garbled that nothing can be said of its episodes.
    failure = { error }
    return { dir, episodes, frames, against: 'sources' as const }
  })
  // Last, so that what can be said of an episode or a column comes first.
  await verifyFiles(verifier, dir, against.plan, files, options.signal)
  if (failure !== undefined && verifier.failures.length === 0) throw failure.error
  return { ...proved, checks: verifier.checks, failures: verifier.failures }
}

/**
 * Proves a dataset any time later. Against its sources when they are given, in the order of the recipe; else
 * against the certificate in `meta/episplice.json`; a dataset that we did not make is checked against the format.
 * Throws `SOURCE_CHANGED` when the sources are not those of the recipe.
 */
export async function verify(
  dir: string,
  sources: readonly Dataset[] = [],
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  if (sources.length === 0) return await run(dir, options, undefined)
  const provenance = await readProvenance(dir)
  if (provenance === undefined) {
    throw new EngineError(
      'NOT_A_DATASET',
      `${dir} has no ${PROVENANCE_PATH}: it does not say what it was made from`,
      {
        hint: 'Verify it without sources; then only the format is checked.',
      },
    )
  }
  const { recipe } = provenance
  const changed = recipe.sources.filter(({ fingerprint }, i) => sources[i]?.fingerprint !== fingerprint)
  if (changed.length > 0 || sources.length !== recipe.sources.length) {
    throw new EngineError(
      'SOURCE_CHANGED',
      `not the sources that ${dir} was made from: ${changed.map(({ name }) => name).join(', ') || 'too many'}`,
      {
        hint: `Name these datasets in this order: ${recipe.sources.map(({ name }) => name).join(', ')}. One that has changed since cannot be compared.`,
      },
    )
  }
  const plan = await planMerge(sources, { ...choicesOf(recipe), output: dir })
  return await run(dir, options, { plan, sources: new MergeSources(sources, plan) })
}

/** What a source may lack and a result may not. */
const MISSING_CODES: readonly FindingCode[] = [
  'TASKS_MISSING',
  'STATS_MISSING',
  'STATS_SHAPE',
  'FILE_MISSING',
]

/**
 * Statistics of single episodes are what they were in the sources; and what those say nothing of, a result of ours cannot
 * know either, see {@link verifyStatistics}.
 */
function isInherited({ code, subject }: Finding, isOurs: boolean): boolean {
  return (code === 'STATS_SHAPE' && subject === 'meta/episodes') || (code === 'STATS_MISSING' && isOurs)
}

async function run(
  dir: string,
  options: VerifyOptions,
  against: VerifyContext['against'],
  verifier = new Verifier(),
): Promise<VerifyReport> {
  const result = await openDataset(dir, { signal: options.signal })
  const provenance = await readProvenance(dir)
  const isOurs = provenance !== undefined || against !== undefined
  for (const finding of result.findings) {
    const { message, episodes = [] } = finding
    verifier.check(
      finding.tier === 'advisory' && (!MISSING_CODES.includes(finding.code) || isInherited(finding, isOurs)),
      finding.subject ?? 'dataset',
      () => (episodes.length > 1 ? `${message} It concerns ${episodesText(episodes)}.` : message),
      episodes.length === 1 ? episodes[0] : undefined,
    )
  }
  await using pool = new FilePool()
  const context: VerifyContext = {
    verifier,
    result,
    placed: placedEpisodes(result, { plan: against?.plan, provenance }),
    provenance,
    against,
    pool,
    chunks: new GroupChunks(),
    sourceChunks: new GroupChunks(),
    signal: options.signal,
    onBytes: options.onBytes ?? (() => undefined),
  }
  const videoBytes = [...result.videoFiles.values()]
    .flat()
    .reduce((sum, { track }) => sum + track.byteLength, 0)
  await using runner = videoRunner(videoBytes)
  const digests = digestVideos(context, runner)
  // A failure is thrown where it is awaited.
  digests.catch(() => undefined)
  await verifyMeta(context)
  await verifyStatistics(context)
  await verifyRows(context)
  await verifyVideos(context, await digests)
  return {
    dir,
    episodes: result.episodes.length,
    frames: result.episodes.reduce((sum, { record }) => sum + record.length, 0),
    checks: verifier.checks,
    failures: verifier.failures,
    against: against !== undefined ? 'sources' : provenance !== undefined ? 'certificate' : 'format',
  }
}

/** It lists every episode: a million of them have room. */
const MAX_PROVENANCE_BYTES = 512e6

/**
 * Reads `meta/episplice.json`; undefined when there is none. Throws `JSON_INVALID` when it is damaged, and what reading
 * a file gives.
 */
export async function readProvenance(dir: string): Promise<Provenance | undefined> {
  const path = join(dir, PROVENANCE_PATH)
  let text: string
  try {
    text = await readText(path, MAX_PROVENANCE_BYTES)
  } catch (error) {
    if (error instanceof EngineError && error.code === 'FILE_MISSING') return undefined // Not one of ours.
    throw error
  }
  try {
    return provenanceSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new EngineError('JSON_INVALID', `${path} is damaged`, {
      cause,
      hint: 'The dataset was changed after it was merged.',
    })
  }
}
