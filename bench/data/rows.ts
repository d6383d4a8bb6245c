import type { FeatureStats } from '#engine/dataset/stats.ts'
import { encodeLeaf, encodeRunsLeaf, encodeSequenceLeaf, type EncodedChunk } from '#engine/parquet/encode.ts'
import { leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { scalarColumn, vectorColumn } from './columns.ts'
import type { MadeEpisode } from './episode-table.ts'
import { makeMotion } from './motion.ts'
import { writeParquet } from './parquet.ts'
import { rangeStatistics, statisticsOf } from './statistics.ts'
import type { Template } from './template.ts'

/** Writes a data file of all episodes, a row group for each, and notes the statistics of each. */
export async function writeRows(
  path: string,
  template: Template,
  width: number,
  episodes: readonly MadeEpisode[],
): Promise<void> {
  const schema = template.dataset.dataFiles[0]!.footer.root
  const { fps } = template.dataset.info
  await writeParquet(path, schema, template.dataKeyValues, async (writer) => {
    for (const [number, episode] of episodes.entries()) {
      const rows = new EpisodeRows(episode, number, width, fps)
      for (const [feature, stats] of rows.statistics()) episode.stats.set(feature, stats)
      writer.beginRowGroup(episode.length)
      for (const column of schema.children)
        await writer.appendChunk({ kind: 'encoded', chunk: rows.encode(column) })
    }
  })
}

class EpisodeRows {
  readonly #episode: MadeEpisode
  readonly #number: number
  readonly #width: number
  readonly #fps: number
  readonly #frames: readonly number[]
  readonly #motion: ReturnType<typeof makeMotion>

  constructor(episode: MadeEpisode, number: number, width: number, fps: number) {
    this.#episode = episode
    this.#number = number
    this.#width = width
    this.#fps = fps
    this.#frames = Array.from({ length: episode.length }, (_, frame) => frame)
    this.#motion = makeMotion(episode.seed, episode.length, width)
  }

  statistics(): [string, FeatureStats][] {
    const { length, from, task } = this.#episode
    return [
      ['observation.state', statisticsOf(this.#motion.state, this.#width)],
      ['action', statisticsOf(this.#motion.action, this.#width)],
      ['timestamp', rangeStatistics(0, length, 1 / this.#fps)],
      ['frame_index', rangeStatistics(0, length, 1)],
      ['episode_index', rangeStatistics(this.#number, length, 0)],
      ['index', rangeStatistics(from, length, 1)],
      ['task_index', rangeStatistics(task, length, 0)],
    ]
  }

  encode(column: SchemaNode): EncodedChunk {
    const { length, from, task } = this.#episode
    const [leaf] = leavesOf(column)
    switch (column.name) {
      case 'observation.state':
        return encodeLeaf(vectorColumn(this.#motion.state, this.#width), leaf!)
      case 'action':
        return encodeLeaf(vectorColumn(this.#motion.action, this.#width), leaf!)
      case 'timestamp': {
        const times = this.#frames.map((frame) => frame / this.#fps)
        return encodeLeaf(scalarColumn(column, times), column)
      }
      case 'frame_index':
        return encodeLeaf(scalarColumn(column, this.#frames), column)
      case 'episode_index':
        return encodeRunsLeaf([{ value: this.#number, count: length }], column)
      case 'index':
        return encodeSequenceLeaf(from, length, column)
      case 'task_index':
        return encodeRunsLeaf([{ value: task, count: length }], column)
      default:
        throw new Error(`a fixture column that the benchmark does not know how to make: ${column.name}`)
    }
  }
}
