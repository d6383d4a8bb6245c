import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { MergePlan, PlannedEpisode, Shard } from '#shared/plan.ts'
import { type ByteSource, throwIfCancelled } from '#engine/io/files.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { isRewritten } from '#engine/dataset/info.ts'
import { groupsOf, type DataFile } from '#engine/dataset/data-files.ts'
import { encodeLeaf, encodeRunsLeaf, encodeSequenceLeaf, type IntegerRun } from '#engine/parquet/encode.ts'
import { chunkRange } from '#engine/parquet/footer.ts'
import { writeParquetFile, type OutputChunk, type ParquetFileWriter } from '#engine/parquet/file-writer.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import type { Labels } from '#engine/dataset/tasks.ts'
import type { DataSchema } from './data-schema.ts'
import { GroupChunks } from './group-chunks.ts'
import { RowDigest } from './row-digest.ts'
import type { SourceRows } from '#engine/dataset/source-rows.ts'
import type { MergeSources } from './sources.ts'

/** What writing learned about an episode's rows. */
export interface WrittenRows {
  /** See {@link RowDigest}. */
  readonly digest: string
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
  const { root, keyValues } = options.schema
  const path = join(options.dir, shard.path)
  const chunks = new GroupChunks()
  const filled = await writeParquetFile(path, root, keyValues, async (writer, out) => {
    const written: WrittenRows[] = []
    for (let number = shard.first; number < shard.end; number++) {
      throwIfCancelled(options.signal, `writing ${shard.path}`)
      const before = out.position
      written.push(await new EpisodeRows(plan, number, { ...options, chunks }).write(writer))
      options.onBytes(out.position - before)
    }
    return { written, out, rowBytes: out.position }
  })
  options.onBytes(filled.out.position - filled.rowBytes)
  return filled.written
}

/** The rows of one episode on their way from a source file into the result. */
class EpisodeRows {
  readonly #plan: MergePlan
  readonly #episode: PlannedEpisode
  readonly #number: number
  readonly #options: WriteDataOptions & { readonly chunks: GroupChunks }
  readonly #file: DataFile

  constructor(plan: MergePlan, number: number, options: WriteDataOptions & { readonly chunks: GroupChunks }) {
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
    const splicer = copy === 'splice' ? await this.#splicer(source) : undefined
    const digest = new RowDigest(splicer === undefined ? 'values' : 'chunks')
    writer.beginRowGroup(length)
    for (const column of this.#options.schema.root.children) {
      const rewritten = this.#rewritten(column, tasks, subtasks)
      if (rewritten !== undefined) await writer.appendChunk({ kind: 'encoded', chunk: rewritten })
      else if (splicer === undefined) await this.#encode(column, writer, sourceRows, digest)
      else for (const _ of leavesOf(column)) await writer.appendChunk(splicer(digest))
    }
    return { digest: digest.digest(), tasks, subtasks }
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

  /** Leaf numbers of the source file for the leaves of the unchanged columns, in the order of the result. */
  #unchangedLeaves(): number[] {
    const hasSubtasks = this.#plan.subtasks !== undefined
    return this.#options.schema.root.children.flatMap((column) => {
      if (isRewritten(column.name, hasSubtasks)) return []
      const first = this.#options.sources.firstLeaf(this.#file, column.name)
      return leavesOf(column).map((_, i) => first + i)
    })
  }

  /** Gives the unchanged chunks, one at a call, and adds them to a digest. */
  async #splicer(source: ByteSource): Promise<(digest: RowDigest) => OutputChunk> {
    const { footer } = this.#file
    const { start, end } = this.#episode.rows
    const { group } = groupsOf(this.#file, start, end)[0]!
    const leaves = this.#unchangedLeaves()
    const whole = await this.#options.chunks.whole(source, footer, group, leaves)
    let at = 0
    return (digest) => {
      const leaf = leaves[at]!
      const held = whole?.[at]
      at++
      const bytes = held ?? digest.passing(source, chunkRange(footer, group, leaf))
      if (held !== undefined) digest.addChunk(held)
      return { kind: 'spliced', bytes, footer, chunk: group * footer.chunks.leafCount + leaf }
    }
  }

  async #encode(
    column: SchemaNode,
    writer: ParquetFileWriter,
    rows: SourceRows,
    digest: RowDigest,
  ): Promise<void> {
    const columns = await rows.column(column, this.#episode.rows)
    for (const [i, leaf] of leavesOf(column).entries()) {
      digest.addValues(columns[i]!, leaf)
      await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf(columns[i]!, leaf) })
    }
  }
}
