import { flat, type FeatureStats } from '#engine/dataset/stats.ts'
import { encodeLeaf } from '#engine/parquet/encode.ts'
import type { LeafColumn } from '#engine/parquet/leaf.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { listColumn, scalarColumn, textColumn } from './columns.ts'
import { writeParquet } from './parquet.ts'

/** An episode of a made dataset. */
export interface MadeEpisode {
  readonly length: number
  /** Its first row in the dataset. */
  readonly from: number
  readonly task: number
  readonly seed: number
  /** Number of the video file that its frames are in. */
  readonly video: number
  /** By feature. */
  readonly stats: Map<string, FeatureStats>
}

/** What a list of episodes is made of. */
export interface EpisodeTable {
  readonly schema: SchemaNode
  readonly cameras: readonly string[]
  readonly fps: number
  readonly tasks: readonly string[]
  readonly episodes: readonly MadeEpisode[]
  readonly episodesPerGroup: number
}

/** Writes `meta/episodes` with the columns of `schema`. */
export async function writeEpisodeTable(path: string, table: EpisodeTable): Promise<void> {
  const { schema, episodes, episodesPerGroup } = table
  const columns = new EpisodeColumns(table)
  await writeParquet(path, schema, [], async (writer) => {
    for (let first = 0; first < episodes.length; first += episodesPerGroup) {
      const count = Math.min(episodesPerGroup, episodes.length - first)
      const numbers = Array.from({ length: count }, (_, i) => first + i)
      writer.beginRowGroup(numbers.length)
      for (const column of schema.children) {
        const [leaf] = leavesOf(column)
        await writer.appendChunk({
          kind: 'encoded',
          chunk: encodeLeaf(columns.column(column, numbers), leaf!),
        })
      }
    }
  })
}

const WINDOW = /^videos\/(.+)\/(chunk_index|file_index|from_timestamp|to_timestamp)$/
const STATISTIC = /^stats\/(.+)\/(\w+)$/

class EpisodeColumns {
  readonly #table: EpisodeTable
  /** First row of the first episode of each video file. */
  readonly #videoStarts: readonly number[]

  constructor(table: EpisodeTable) {
    this.#table = table
    const starts: number[] = []
    for (const { video, from } of table.episodes) starts[video] ??= from
    this.#videoStarts = starts
  }

  column(column: SchemaNode, numbers: readonly number[]): LeafColumn {
    const { episodes, tasks } = this.#table
    if (column.name === 'tasks') return textColumn(numbers.map((number) => tasks[episodes[number]!.task]!))
    const [, feature, statistic] = STATISTIC.exec(column.name) ?? []
    if (feature !== undefined && statistic !== undefined) {
      return listColumn(
        column,
        numbers.map((number) => flat(episodes[number]!.stats.get(feature)![statistic]!)),
      )
    }
    return scalarColumn(
      column,
      numbers.map((number) => this.#number(column.name, number, episodes[number]!)),
    )
  }

  #number(column: string, number: number, { length, from, video }: MadeEpisode): number {
    const field = WINDOW.exec(column)?.[2] ?? column
    const start = from - (this.#videoStarts[video] ?? 0)
    switch (field) {
      case 'episode_index':
        return number
      case 'length':
        return length
      case 'dataset_from_index':
        return from
      case 'dataset_to_index':
        return from + length
      case 'file_index':
        return video
      case 'from_timestamp':
        return start / this.#table.fps
      case 'to_timestamp':
        return (start + length) / this.#table.fps
      default:
        return 0 // chunk_index and the places of the one data and the one metadata file
    }
  }
}
