import { dirname, join } from 'node:path'
import { EngineError, type ErrorCode } from '#shared/errors.ts'
import { shardsOf, type MergePlan } from '#shared/plan.ts'
import type { MergePhase, Progress } from '#shared/progress.ts'
import { PROVENANCE_PATH, type Provenance } from '#shared/provenance.ts'
import { together } from '#engine/io/concurrent.ts'
import { freeBytes } from '#engine/io/disk.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import { copyToNewFile, makeFolder, writeNewText } from '#engine/io/new-file.ts'
import { ProgressMeter } from '#engine/io/progress.ts'
import { withHint, withRoom, writeError } from '#engine/io/write-error.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { videoRunner } from '#engine/video/video-thread.ts'
import { formatPythonJson, type JsonValue } from '#engine/dataset/python-json.ts'
import { LABELS } from '#engine/dataset/tasks.ts'
import { writeTasks } from '#engine/dataset/write-tasks.ts'
import { dataSchemaOf } from './data-schema.ts'
import { episodeSchemaOf } from './episode-schema.ts'
import type { KeptFiles } from './finished.ts'
import type { Journal } from './journal.ts'
import { sizeOf } from './leftovers.ts'
import { openWorkplace, type Workplace } from './resume.ts'
import { digestTasks } from './row-digest.ts'
import { rowLabels, type RowLabels } from './row-labels.ts'
import { refuseForeignPlan } from './plan.ts'
import { sideFileTargets } from './side-file-targets.ts'
import { openSources, type MergeSources } from './sources.ts'
import { discard, publish } from './staging.ts'
import { trimmedStats } from './trimmed-stats.ts'
import { verifyResult, type VerifyReport } from './verify.ts'
import { writeDataFiles } from './write-data-files.ts'
import { writeEpisodesShard } from './write-episodes.ts'
import { mergedInfo } from './write-info.ts'
import { mergedStats } from './write-stats.ts'
import { writeVideos } from './write-videos.ts'

/** How to execute a plan. */
export interface WriteOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Re-read and prove the result before it is published; on unless false. */
  readonly verify?: boolean | undefined
  /** The plan's sources when they are open already; they are opened otherwise. */
  readonly sources?: readonly Dataset[] | undefined
  /** Ends the name of the staging folder, `<target>.partial-<id>`. */
  readonly id?: string | undefined
  /** Go on with what an interrupted merge of this plan left, where there is such a thing. */
  readonly resume?: boolean | undefined
}

/** What a merge came to. */
export interface MergeReport {
  readonly output: string
  readonly totals: MergePlan['totals']
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly verification: VerifyReport | undefined
  /** What an interrupted merge had finished; undefined when this one began from the beginning. */
  readonly kept: KeptFiles | undefined
}

/**
 * Executes a plan: writes into a staging folder beside the target, proves the result, and gives it the target's
 * name. When it throws, for whatever reason, nothing is left behind, or the hint says what is. Throws `CANCELLED` when
 * aborted, `SOURCE_CHANGED`, `OUTPUT_EXISTS`, `OUTPUT_BUSY`, `OUTPUT_NOT_WRITABLE`, `NO_SPACE` with needed and free
 * bytes, `WRITE_FAILED`, `VERIFY_FAILED` with the report as details, or what a source gives.
 */
export async function write(plan: MergePlan, options: WriteOptions = {}): Promise<MergeReport> {
  const { signal, resume = false, id } = options
  const sources = await openSources(plan, options.sources, signal)
  await refuseForeignPlan(plan, sources.datasets)
  try {
    const workplace = await openWorkplace(plan, sources.datasets, { resume, id })
    return await writeInto(workplace, plan, sources, options)
  } catch (error) {
    throw withRoom(error, plan.totals.bytes, await freeBytes(dirname(plan.output)))
  }
}

async function writeInto(
  { staging, journal }: Workplace,
  plan: MergePlan,
  sources: MergeSources,
  options: WriteOptions,
): Promise<MergeReport> {
  const { signal } = options
  const meter = new ProgressMeter(phases(plan, options.verify !== false), options.onProgress)
  let isPublishing = false
  try {
    const pool = new FilePool()
    const { taken, files, kept } = await writeAll(plan, staging.dir, sources, pool, meter, journal, options)
    // What was taken is taken: what happens to the sources from here on is no longer the result's.
    await sources.refuseChanged()
    let verification: VerifyReport | undefined
    if (options.verify !== false) {
      meter.start('verify')
      const onBytes = (bytes: number): void => {
        meter.add(bytes)
      }
      verification = await verifyResult(staging.dir, { plan, sources, taken, files }, { signal, onBytes })
      if (verification.failures.length > 0) throw verificationFailed(verification)
    }
    throwIfCancelled(signal, `publishing ${plan.output}`)
    const bytesWritten = await sizeOf(staging.dir)
    meter.start('publish')
    await journal[Symbol.asyncDispose]()
    // The result may have its name although publishing fails: that is no cancelling, whoever asks for it now.
    isPublishing = true
    await publish(staging)
    meter.finish()
    return {
      output: plan.output,
      totals: plan.totals,
      bytesRead: pool.bytesRead,
      bytesWritten,
      verification,
      kept,
    }
  } catch (error) {
    await journal[Symbol.asyncDispose]().catch(() => undefined)
    const isRemoved = await discard(staging)
    const left = isRemoved ? undefined : `What was made is still in ${staging.root} and could not be removed.`
    if (signal?.aborted === true && !isPublishing) {
      const end = isRemoved ? 'nothing is left behind' : 'what was made could not be removed'
      throw new EngineError('CANCELLED', `the merge was cancelled; ${end}`, { cause: error, hint: left })
    }
    if (error instanceof EngineError && mayComeFromChange.has(error.code)) await sources.refuseChanged(error)
    const failure = failureOf(error, plan)
    throw left === undefined ? failure : withHint(failure, left)
  }
}

/** What reading a source gives when someone writes to it meanwhile, or takes it away. */
const mayComeFromChange: ReadonlySet<ErrorCode> = new Set([
  'FILE_MISSING',
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'PARQUET_INVALID',
  'PARQUET_UNSUPPORTED',
  'TASKS_INVALID',
  'VERIFY_FAILED',
] as const)

/** What is at fault; a file that could not be closed after that is not. */
function failureOf(error: unknown, { output }: MergePlan): unknown {
  const first = error instanceof SuppressedError ? (error.suppressed as unknown) : error
  return writeError(first instanceof Error && 'path' in first ? String(first.path) : output, first)
}

function verificationFailed(report: VerifyReport): EngineError {
  const [first] = report.failures
  return new EngineError(
    'VERIFY_FAILED',
    `${report.failures.length} checks failed, the first: ${first?.message ?? ''}`,
    {
      hint: 'The result was removed. Check the disks for errors, then merge again; please report it if it fails again.',
      details: { failures: report.failures.slice(0, 100) },
    },
  )
}

function videoBytes({ videos }: MergePlan): number {
  return Object.values(videos)
    .flat()
    .reduce((sum, { bytes }) => sum + bytes, 0)
}

function phases(plan: MergePlan, verify: boolean): (readonly [Progress['phase'], number])[] {
  const sum = (shards: readonly { readonly bytes: number }[]): number =>
    shards.reduce((total, shard) => total + shard.bytes, 0)
  const data = sum(plan.data)
  const videos = videoBytes(plan)
  const meta = sum(plan.meta)
  return [
    ['data', data],
    ['videos', videos],
    // Statistics decode what they read.
    ['statistics', plan.recipe.options.quantiles === 'exact' ? data * 2 : 1],
    ['metadata', meta],
    ...(verify ? [['verify', data + videos + meta] as const] : []),
    ['publish', 1],
  ]
}

/** What writing learned. */
interface Written {
  readonly taken: Provenance['episodes']
  /** By path in the dataset. */
  readonly files: ReadonlyMap<string, FileDigest>
  readonly kept: KeptFiles | undefined
}

/** Writes everything into the staging folder, but for what is there already. */
async function writeAll(
  plan: MergePlan,
  dir: string,
  sources: MergeSources,
  pool: FilePool,
  meter: ProgressMeter,
  journal: Journal,
  { signal, verify }: WriteOptions,
): Promise<Written> {
  await using files = pool
  await using runner = videoRunner(videoBytes(plan))
  await makeFolders(plan, dir)
  meter.start('data')
  const labels = await rowLabels(plan, sources, files, signal)
  const schema = episodeSchemaOf(sources.datasets)
  const trimmed = await trimmedStats(plan, { sources, pool: files, signal })
  const of = (phase: MergePhase) => ({
    onFile: (path: string): void => {
      meter.file(phase, path)
    },
    onBytes: (bytes: number): void => {
      meter.add(bytes, phase)
    },
  })
  const digests = new Map<string, FileDigest>()
  const text = async (path: string, content: string): Promise<void> => {
    digests.set(path, await writeNewText(join(dir, path), content))
  }
  const [videos, data] = await together(signal, [
    async (stop) => {
      const options = { dir, sources, runner, journal, signal: stop, ...of('videos') }
      const written = await writeVideos(plan, options)
      meter.done('videos')
      return written
    },
    async (stop) => {
      const isReadAgain = verify !== false || plan.recipe.options.quantiles === 'exact'
      const context = {
        dir,
        schema: await dataSchemaOf(sources.datasets),
        isReadAgain,
        sources,
        labels,
        journal,
      }
      const written = await writeDataFiles(plan, { ...context, signal: stop, ...of('data') })
      meter.done('data')
      const options = {
        dir,
        schema,
        sources,
        pool: files,
        labels,
        trimmed,
        signal: stop,
        ...of('statistics'),
      }
      const stats = Object.fromEntries(await mergedStats(plan, options))
      await text('meta/stats.json', formatPythonJson(stats, { floats: { integerKeys: ['count'] } }))
      meter.done('statistics')
      return written
    },
    // Says where things are, which the plan knows, so that it need not wait for them to be there.
    async (stop) => {
      const options = { dir, schema, sources, pool: files, labels, trimmed, signal: stop }
      for (const shard of plan.meta) digests.set(shard.path, await writeEpisodesShard(plan, shard, options))
      digests.set(LABELS.tasks.path, await writeTasks(dir, plan.tasks))
      if (plan.subtasks !== undefined)
        digests.set(LABELS.subtasks.path, await writeTasks(dir, plan.subtasks, LABELS.subtasks))
      for (const [path, digest] of await copySideFiles(dir, sources.datasets)) digests.set(path, digest)
      await text('meta/info.json', formatPythonJson(mergedInfo(plan, sources.datasets)))
    },
  ])
  files.bytesRead += videos.bytesRead + data.bytesRead
  const provenance = provenanceOf(plan, labels, data.digests, videos.packets)
  await text(PROVENANCE_PATH, formatPythonJson(provenance as unknown as JsonValue))
  const kept = { files: data.kept.files + videos.kept.files, bytes: data.kept.bytes + videos.kept.bytes }
  return {
    taken: provenance.episodes,
    files: new Map([...digests, ...data.files, ...videos.files]),
    kept: kept.files === 0 ? undefined : kept,
  }
}

async function makeFolders(plan: MergePlan, dir: string): Promise<void> {
  for (const folder of new Set(shardsOf(plan).map(({ path }) => dirname(path))))
    await makeFolder(join(dir, folder))
}

/** README, notes and annotations of every source, under a folder of its own that readers of the format ignore. */
async function copySideFiles(dir: string, datasets: readonly Dataset[]): Promise<Map<string, FileDigest>> {
  const copied = new Map<string, FileDigest>()
  for (const { from, to } of sideFileTargets(datasets)) {
    await makeFolder(dirname(join(dir, to)))
    copied.set(to, await copyToNewFile(from, join(dir, to)))
  }
  return copied
}

/** Paths stay out: the result may travel, and the same recipe gives the same bytes wherever the sources lie. */
function provenanceOf(
  plan: MergePlan,
  labels: readonly RowLabels[],
  digests: readonly string[],
  packets: readonly Record<string, string>[],
): Provenance {
  return {
    episplice: 'provenance/1',
    recipe: { ...plan.recipe, sources: plan.recipe.sources.map(({ path: _, ...source }) => source) },
    episodes: plan.episodes.map(({ source, episode, trim, copy, tasks }, i) => ({
      source,
      episode,
      ...(trim === undefined ? {} : { trim }),
      copy,
      rows: digests[i]!,
      tasks: digestTasks(
        tasks,
        labels[i]!.tasks.map(({ value, count }) => ({ text: plan.tasks[value]!, count })),
      ),
      frames: packets[i]!,
    })),
  }
}
