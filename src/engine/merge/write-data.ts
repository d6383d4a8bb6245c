import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { MergePlan, PlannedEpisode, Shard } from '#shared/plan.ts'
import { readRange } from '#engine/io/files.ts'
import { BlockWriter } from '#engine/io/block-writer.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { groupsOf, type DataFile } from '#engine/dataset/data-files.ts'
import { encodeLeaf, encodeRunsLeaf, encodeSequenceLeaf, type IntegerRun } from '#engine/parquet/encode.ts'
import { ParquetFileWriter } from '#engine/parquet/file-writer.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import type { Labels } from '#engine/dataset/tasks.ts'
import type { DataSchema } from './data-schema.ts'
import { RowDigest } from './row-digest.ts'
import type { SourceRows } from './source-rows.ts'
import type { MergeSources } from './sources.ts'

/** What writing learned about an episode's rows. */
export interface WrittenRows {
  /** See {@link RowDigest}; undefined when digests were not asked for. */
  readonly digest: string | undefined
  /** `task_index` of the result, in runs of rows. */
  readonly tasks: readonly IntegerRun[]
  /** `subtask_index` of the result likewise; empty when the merge has no subtasks. */
  readonly subtasks: readonly IntegerRun[]
}

/** Where and how to write. */
export interface WriteDataOptions {
  readonly dir: string
  readonly schema: DataSchema
  readonly sources: MergeSources
  readonly pool: FilePool
  readonly digests: boolean
  readonly signal: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
}

/**
 * Writes one data file: a row group per episode, every unchanged column chunk copied byte for byte where the
 * source's row group is exactly the episode, else cut and encoded; `episode_index`, `index` and `task_index`
 * encoded afresh. Returns what was learned about each of the shard's episodes.
 */
export async function writeDataShard(
  plan: MergePlan,
  shard: Shard,
  options: WriteDataOptions,
): Promise<WrittenRows[]> {
  const path = join(options.dir, shard.path)
  const handle = await open(path, 'wx')
  try {
    const out = new BlockWriter(handle, path)
    const writer = new ParquetFileWriter(out, options.schema.root, options.schema.keyValues)
    await writer.start()
    const written: WrittenRows[] = []
    for (let number = shard.first; number < shard.end; number++) {
      if (options.signal?.aborted === true)
        throw new EngineError('CANCELLED', `cancelled while writing ${shard.path}`)
      const before = out.position
      written.push(await new EpisodeRows(plan, number, options).write(writer))
      options.onBytes(out.position - before)
    }
    const before = out.position
    await writer.finish()
    await out.flush()
    options.onBytes(out.position - before)
    return written
  } finally {
    await handle.close()
  }
}

/** The rows of one episode on their way from a source file into the result. */
class EpisodeRows {
  readonly #plan: MergePlan
  readonly #episode: PlannedEpisode
  readonly #number: number
  readonly #options: WriteDataOptions
  readonly #file: DataFile

  constructor(plan: MergePlan, number: number, options: WriteDataOptions) {
    this.#plan = plan
    this.#episode = plan.episodes[number]!
    this.#number = number
    this.#options = options
    this.#file = options.sources.dataFile(this.#episode)
  }

  async write(writer: ParquetFileWriter): Promise<WrittenRows> {
    const { length, rows, copy } = this.#episode
    const source = await this.#options.pool.get(this.#options.sources.path(this.#episode.source, rows.file))
    const sourceRows = this.#options.sources.rows(source, this.#file)
    const tasks = await this.#labels(sourceRows, 'task_index')
    const subtasks = this.#plan.subtasks === undefined ? [] : await this.#labels(sourceRows, 'subtask_index')
    const digest = this.#options.digests ? new RowDigest(copy === 'splice' ? 'chunks' : 'values') : undefined
    writer.beginRowGroup(length)
    for (const column of this.#options.schema.root.children) {
      const rewritten = this.#rewritten(column, tasks, subtasks)
      if (rewritten !== undefined) await writer.appendChunk({ kind: 'encoded', chunk: rewritten })
      else if (copy === 'splice') await this.#splice(column, writer, source, digest)
      else await this.#encode(column, writer, sourceRows, digest)
    }
    return { digest: digest?.digest(), tasks, subtasks }
  }

  async #labels(rows: SourceRows, column: Labels['column']): Promise<IntegerRun[]> {
    const map = this.#options.sources.labelMap(this.#episode.source, column)
    const runs = await rows.integerRuns(column, this.#episode.rows)
    return runs.map(({ value, count }) => {
      const mapped = map.get(value)
      if (mapped === undefined) {
        throw new EngineError(
          'TASKS_INVALID',
          `${this.#file.path}: episode ${this.#episode.episode} names ${column} ${value}, which has no text`,
        )
      }
      return { value: mapped, count }
    })
  }

  #rewritten(column: SchemaNode, tasks: readonly IntegerRun[], subtasks: readonly IntegerRun[]) {
    const { length, from } = this.#episode
    switch (column.name) {
      case 'episode_index':
        return encodeRunsLeaf([{ value: this.#number, count: length }], column)
      case 'index':
        return encodeSequenceLeaf(from, length, column)
      case 'task_index':
        return encodeRunsLeaf(tasks, column)
      case 'subtask_index':
        return subtasks.length > 0 ? encodeRunsLeaf(subtasks, column) : undefined
      default:
        return undefined
    }
  }

  async #splice(
    column: SchemaNode,
    writer: ParquetFileWriter,
    source: Parameters<typeof readRange>[0],
    digest: RowDigest | undefined,
  ): Promise<void> {
    const { footer } = this.#file
    const { start, end } = this.#episode.rows
    const [group] = groupsOf(this.#file, start, end)
    const first = this.#options.sources.firstLeaf(this.#file, column.name)
    for (const [i] of leavesOf(column).entries()) {
      const chunk = group!.group * footer.chunks.leafCount + first + i
      const at = footer.chunks.start[chunk]!
      const bytes = await readRange(source, at, at + footer.chunks.compressed[chunk]!)
      digest?.addChunk(bytes)
      await writer.appendChunk({ kind: 'spliced', bytes, footer, chunk })
    }
  }

  async #encode(
    column: SchemaNode,
    writer: ParquetFileWriter,
    rows: SourceRows,
    digest: RowDigest | undefined,
  ): Promise<void> {
    const columns = await rows.column(column, this.#episode.rows)
    for (const [i, leaf] of leavesOf(column).entries()) {
      digest?.addValues(columns[i]!, leaf)
      await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf(columns[i]!, leaf) })
    }
  }
}
