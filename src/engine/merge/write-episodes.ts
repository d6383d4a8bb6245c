import { throwIfCancelled } from '#engine/io/files.ts'
import { join } from 'node:path'
import type { FileDigest } from '#engine/io/file-digest.ts'
import type { MergePlan, Shard } from '#shared/plan.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { encodeLeaf } from '#engine/parquet/encode.ts'
import { writeParquetFile } from '#engine/parquet/file-writer.ts'
import { byteArraysOf, emptyValues, type LeafColumn } from '#engine/parquet/leaf.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { EpisodeColumns } from './episode-columns.ts'
import { bookkeeping, movedStatistic, rangeStatistic, runsStatistic } from './episode-values.ts'
import type { MergeSources } from './sources.ts'
import { withTrimmed, type TrimmedStats } from './trimmed-stats.ts'
import type { RowLabels } from './row-labels.ts'

/** Where and how to write. */
export interface WriteEpisodesOptions {
  readonly dir: string
  readonly schema: SchemaNode
  readonly sources: MergeSources
  readonly pool: FilePool
  /** By episode of the result. */
  readonly labels: readonly RowLabels[]
  readonly trimmed: TrimmedStats
  readonly signal: AbortSignal | undefined
}

/**
 * Writes one `meta/episodes` file: one row group, column by column, so that memory holds one column at a time.
 * Bookkeeping columns say where the merge put things, statistics of `index` and `episode_index` are shifted,
 * those of `task_index` and of trimmed episodes recomputed from the rows; every other column is the sources' own.
 */
export async function writeEpisodesShard(
  plan: MergePlan,
  shard: Shard,
  options: WriteEpisodesOptions,
): Promise<FileDigest> {
  using sources = new EpisodeColumns(plan, shard, options.sources, options.pool)
  const columns = new ShardColumns(plan, shard, sources, options)
  const { digest } = await writeParquetFile(
    join(options.dir, shard.path),
    options.schema,
    [],
    async (writer) => {
      writer.beginRowGroup(shard.end - shard.first)
      for (const column of options.schema.children) {
        throwIfCancelled(options.signal, `writing ${shard.path}`)
        const leaves = await columns.column(column)
        for (const [i, leaf] of leavesOf(column).entries()) {
          await writer.appendChunk({ kind: 'encoded', chunk: encodeLeaf(leaves[i]!, leaf) })
        }
      }
    },
  )
  return digest
}

/** Makes the columns of one shard. */
class ShardColumns {
  readonly #plan: MergePlan
  readonly #episodes: readonly number[]
  readonly #bookkeeping: ReturnType<typeof bookkeeping>
  readonly #sources: EpisodeColumns
  readonly #options: WriteEpisodesOptions
  readonly #sourceNumbers = new Map<string, (number[] | undefined)[]>()

  constructor(plan: MergePlan, shard: Shard, sources: EpisodeColumns, options: WriteEpisodesOptions) {
    this.#plan = plan
    this.#episodes = Array.from({ length: shard.end - shard.first }, (_, i) => shard.first + i)
    this.#bookkeeping = bookkeeping(plan, shard)
    this.#sources = sources
    this.#options = options
  }

  async column(column: SchemaNode): Promise<LeafColumn[]> {
    const own = this.#bookkeeping.get(column.name)
    if (own !== undefined) return [scalars(column, this.#episodes.map(own))]
    if (column.name === 'tasks')
      return [textLists(this.#episodes.map((episode) => this.#plan.episodes[episode]!.tasks))]
    const moved = movedStatistic(column.name, this.#plan)
    if (moved === undefined)
      return withTrimmed(
        column,
        await this.#sources.gather(column),
        this.#episodes[0]!,
        this.#options.trimmed,
      )
    const { feature, statistic } = moved
    const isLabel = feature === 'task_index' || feature === 'subtask_index'
    const values = isLabel
      ? this.#labelStatistic(statistic, feature === 'task_index' ? 'tasks' : 'subtasks')
      : await this.#shifted(column, feature, statistic)
    return values.every((value) => value !== undefined)
      ? [singleLists(column, values)]
      : this.#sources.gather(column)
  }

  #labelStatistic(statistic: string, labels: 'tasks' | 'subtasks'): (number | undefined)[] {
    return this.#episodes.map((episode) => runsStatistic(statistic, this.#options.labels[episode]![labels]))
  }

  /**
   * The source's value moved by as much as its minimum moves; the recorder's quantiles are estimates, and stay so.
   * Where the source has none, or its extremes are not as far apart as the episode is long, the true value.
   */
  async #shifted(column: SchemaNode, feature: string, statistic: string): Promise<(number | undefined)[]> {
    const [values, minima, maxima] = [
      await this.#sources.numbers(column),
      await this.#numbersOf(`stats/${feature}/min`),
      await this.#numbersOf(`stats/${feature}/max`),
    ]
    const isMoved = statistic !== 'std' && statistic !== 'count'
    return this.#episodes.map((episode, i) => {
      const { from, length, trim } = this.#plan.episodes[episode]!
      const [first, span] = feature === 'index' ? [from, length] : [episode, 1]
      const [minimum] = minima?.[i] ?? []
      const [maximum] = maxima?.[i] ?? []
      const isOther = minimum !== undefined && maximum !== undefined && maximum - minimum !== span - 1
      const [value] = trim === undefined && !isOther ? (values[i] ?? []) : []
      if (value !== undefined && !isMoved) return value
      if (value !== undefined && minimum !== undefined) return value + (first - minimum)
      return rangeStatistic(statistic, first, statistic === 'count' ? length : span)
    })
  }

  /** The numbers of a statistic as the sources have it; undefined where none of them does. */
  async #numbersOf(name: string): Promise<(number[] | undefined)[] | undefined> {
    const known = this.#sourceNumbers.get(name)
    if (known !== undefined) return known
    const column = this.#options.schema.children.find((own) => own.name === name)
    if (column === undefined) return undefined
    const numbers = await this.#sources.numbers(column)
    this.#sourceNumbers.set(name, numbers)
    return numbers
  }
}

function scalars(column: SchemaNode, values: readonly number[]): LeafColumn {
  const store = column.type === 'INT64' ? BigInt64Array.from(values, BigInt) : Float64Array.from(values)
  return { count: values.length, repetition: undefined, definition: undefined, values: store }
}

/** One-element lists, as statistics of scalar features are stored. */
function singleLists(column: SchemaNode, values: readonly number[]): LeafColumn {
  const [leaf] = leavesOf(column)
  const store =
    emptyValues(leaf!) instanceof BigInt64Array
      ? BigInt64Array.from(values, BigInt)
      : Float64Array.from(values)
  return {
    count: values.length,
    repetition: new Uint8Array(values.length),
    definition: undefined,
    values: store,
  }
}

/** Lists of text; an empty list stands at definition level 1 of the nullable three-level layout. */
function textLists(rows: readonly (readonly string[])[]): LeafColumn {
  const repetition: number[] = []
  const definition: number[] = []
  const texts: Buffer[] = []
  for (const row of rows) {
    if (row.length === 0) {
      repetition.push(0)
      definition.push(1)
    }
    row.forEach((text, i) => {
      repetition.push(i === 0 ? 0 : 1)
      definition.push(3)
      texts.push(Buffer.from(text))
    })
  }
  return {
    count: repetition.length,
    repetition: Uint8Array.from(repetition),
    definition: Uint8Array.from(definition),
    values: byteArraysOf(texts),
  }
}
