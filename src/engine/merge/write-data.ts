import { BlockWriter } from '#engine/io/block-writer.ts'
import type { FileDigest } from '#engine/io/file-digest.ts'
import { FilePool } from '#engine/io/file-pool.ts'
import type { TaskOptions } from '#engine/io/task-thread.ts'
import { type ByteSource, throwIfCancelled } from '#engine/io/files.ts'
import { UncachedOutput } from '#engine/io/uncached.ts'
import { groupsOf } from '#engine/dataset/data-files.ts'
import { SourceRows } from '#engine/dataset/source-rows.ts'
import { encodeLeaf, encodeRunsLeaf, encodeSequenceLeaf, type EncodedChunk } from '#engine/parquet/encode.ts'
import { chunkRange } from '#engine/parquet/footer.ts'
import { writeParquet, type ParquetFileWriter } from '#engine/parquet/file-writer.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import type { DataTask, EpisodeRows, SourceFile } from './data-task.ts'
import { GroupChunks } from './group-chunks.ts'
import { RowDigest } from './row-digest.ts'
import { countedAnew, isCountedAnew } from './trim.ts'

/** What writing a data file learned. */
export interface WrittenData {
  /** Of each episode, see {@link RowDigest}. */
  readonly digests: readonly string[]
  readonly file: FileDigest
  /** Read from sources. */
  readonly bytesRead: number
}

/**
 * Writes one data file: a row group per episode, every unchanged column chunk copied byte for byte where the
 * source's row group is exactly the episode, else cut and encoded; `episode_index`, `index` and `task_index`
 * encoded afresh. It is written through `blocks`, two of the same size; the page cache is passed by only where they are aligned.
 */
export async function writeDataFile(
  task: DataTask,
  options: TaskOptions,
  blocks?: readonly Uint8Array[],
): Promise<WrittenData> {
  const { root, keyValues } = task.schema
  await using pool = new FilePool()
  const sources = task.sources.map((file) => new RowSource(file, pool, root.children))
  const chunks = new GroupChunks()
  await using output = await UncachedOutput.create(task.path, {
    isCached: blocks === undefined || task.isReadAgain,
  })
  const { value, digest } = await writeParquet(
    new BlockWriter(output, blocks),
    root,
    keyValues,
    async (writer, out) => {
      const digests: string[] = []
      for (const [i, { source: number }] of task.episodes.entries()) {
        throwIfCancelled(options.signal, `writing ${task.path}`)
        const before = out.position
        const source = sources[number]!
        digests.push(await new EpisodeWriter(task, i, source, chunks).write(writer))
        options.onBytes?.(out.position - before)
      }
      return { digests, rowBytes: out.position }
    },
  )
  options.onBytes?.(digest.byteLength - value.rowBytes)
  return { digests: value.digests, file: digest, bytesRead: pool.bytesRead }
}

/** A column of the result, with the number of its first leaf in a source; -1 where the source lacks it. */
interface CopiedColumn {
  readonly node: SchemaNode
  readonly leaves: readonly SchemaNode[]
  readonly sourceLeaf: number
}

/** A source file, and where the columns of the result are in it. */
class RowSource {
  readonly file: SourceFile
  readonly source: ByteSource
  readonly rows: SourceRows
  readonly columns: readonly CopiedColumn[]

  constructor(file: SourceFile, pool: FilePool, columns: readonly SchemaNode[]) {
    this.file = file
    this.source = pool.lazy(file.path, file.footer.byteLength)
    this.rows = new SourceRows(this.source, file)
    this.columns = columns.map((node) => ({
      node,
      leaves: leavesOf(node),
      sourceLeaf: file.footer.leaves.findIndex(({ path }) => path[0] === node.name),
    }))
  }
}

/** Writes the rows of one episode. */
class EpisodeWriter {
  readonly #number: number
  readonly #fps: number
  readonly #episode: EpisodeRows
  readonly #source: RowSource
  readonly #chunks: GroupChunks

  constructor({ first, fps, episodes }: DataTask, position: number, source: RowSource, chunks: GroupChunks) {
    this.#number = first + position
    this.#fps = fps
    this.#episode = episodes[position]!
    this.#source = source
    this.#chunks = chunks
  }

  /** Returns the digest of the unchanged columns. */
  async write(writer: ParquetFileWriter): Promise<string> {
    const { length, copy } = this.#episode
    const { columns } = this.#source
    const fresh = columns.map(({ node }) => this.#fresh(node))
    const splicer = copy === 'splice' ? await this.#splicer(fresh) : undefined
    const digest = new RowDigest(splicer === undefined ? 'values' : 'chunks')
    writer.beginRowGroup(length)
    for (const [i, { node, leaves }] of columns.entries()) {
      const chunk = fresh[i]
      if (chunk !== undefined) await writer.appendChunk({ kind: 'encoded', chunk })
      else if (splicer === undefined) await this.#encode(node, writer, digest)
      else for (const _ of leaves) await writer.appendChunk(splicer(digest))
    }
    return digest.digest()
  }

  /** The column as the merge writes it anew; undefined for one that stays as it is. */
  #fresh(column: SchemaNode): EncodedChunk | undefined {
    const { length, from, tasks, subtasks, trim } = this.#episode
    if (isCountedAnew(column.name, trim)) return encodeLeaf(countedAnew(column, length, this.#fps), column)
    switch (column.name) {
      case 'episode_index':
        return encodeRunsLeaf([{ value: this.#number, count: length }], column)
      case 'index':
        return encodeSequenceLeaf(from, length, column)
      case 'task_index':
        return encodeRunsLeaf(tasks, column)
      case 'subtask_index':
        return subtasks === undefined ? undefined : encodeRunsLeaf(subtasks, column)
      default:
        return undefined
    }
  }

  /** Gives the unchanged chunks, one at a call, and adds them to a digest. */
  async #splicer(fresh: readonly (EncodedChunk | undefined)[]) {
    const { file, source, columns } = this.#source
    const { footer } = file
    const { start, end } = this.#episode
    const { group } = groupsOf(file, start, end)[0]!
    const numbers = columns.flatMap(({ leaves, sourceLeaf }, i) =>
      fresh[i] === undefined ? leaves.map((_, leaf) => sourceLeaf + leaf) : [],
    )
    const whole = await this.#chunks.whole(source, footer, group, numbers)
    let at = 0
    return (digest: RowDigest) => {
      const leaf = numbers[at]!
      const held = whole?.[at]
      at++
      const bytes = held ?? digest.passing(source, chunkRange(footer, group, leaf))
      if (held !== undefined) digest.addChunk(held)
      return { kind: 'spliced' as const, bytes, footer, chunk: group * footer.chunks.leafCount + leaf }
    }
  }

  async #encode(column: SchemaNode, writer: ParquetFileWriter, digest: RowDigest): Promise<void> {
    const columns = await this.#source.rows.column(column, this.#episode)
    for (const [i, leaf] of leavesOf(column).entries()) {
      digest.addValues(columns[i]!, leaf)
      await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf(columns[i]!, leaf) })
    }
  }
}
