import { join } from 'node:path'
import type { MergePlan, PlannedEpisode, Shard } from '#shared/plan.ts'
import type { DataRows } from '#engine/dataset/data-files.ts'
import type { IntegerRun } from '#engine/parquet/encode.ts'
import type { DataSchema } from './data-schema.ts'
import type { RowLabels } from './row-labels.ts'
import type { MergeSources } from './sources.ts'

/** The rows of one episode on their way into a data file. */
export interface EpisodeRows extends Pick<PlannedEpisode, 'length' | 'from' | 'copy' | 'trim'> {
  /** Number of the file in {@link DataTask.sources}. */
  readonly source: number
  /** Rows of that file, half-open. */
  readonly start: number
  readonly end: number
  /** Of the result. */
  readonly tasks: readonly IntegerRun[]
  /** Likewise; undefined when the merge has no subtasks. */
  readonly subtasks: readonly IntegerRun[] | undefined
}

/** One data file to be written: plain data, which may go to another thread. */
export interface DataTask {
  /** The new file. */
  readonly path: string
  readonly schema: DataSchema
  /** Something reads the file as soon as it is there. */
  readonly isReadAgain: boolean
  readonly fps: number
  /** Number of the first episode; the others follow. */
  readonly first: number
  readonly episodes: readonly EpisodeRows[]
  readonly sources: readonly SourceFile[]
}

/** A data file that rows come from. */
export interface SourceFile extends DataRows {
  /** Absolute. */
  readonly path: string
}

/** What the tasks of a merge have in common. */
export interface DataTaskContext {
  /** The folder of the result. */
  readonly dir: string
  readonly schema: DataSchema
  /** Something reads the files as soon as they are there. */
  readonly isReadAgain: boolean
  readonly sources: MergeSources
  /** By episode of the result. */
  readonly labels: readonly RowLabels[]
}

/** The task of a planned data file. */
export function dataTask(
  plan: MergePlan,
  shard: Shard,
  { dir, schema, isReadAgain, sources, labels }: DataTaskContext,
): DataTask {
  const numbers = new Map<string, number>()
  const files: SourceFile[] = []
  const numberOf = (episode: PlannedEpisode): number => {
    const path = sources.path(episode.source, episode.rows.file)
    const known = numbers.get(path)
    if (known !== undefined) return known
    const { footer, groupStarts } = sources.dataFile(episode)
    numbers.set(path, files.length)
    return files.push({ path, footer, groupStarts }) - 1
  }
  const episodes = plan.episodes.slice(shard.first, shard.end).map((episode, i): EpisodeRows => {
    const { length, from, copy, rows, trim } = episode
    const { tasks, subtasks } = labels[shard.first + i]!
    return {
      length,
      from,
      copy,
      ...(trim === undefined ? {} : { trim }),
      source: numberOf(episode),
      start: rows.start,
      end: rows.end,
      tasks,
      subtasks: plan.subtasks === undefined ? undefined : subtasks,
    }
  })
  return {
    path: join(dir, shard.path),
    schema,
    isReadAgain,
    fps: plan.fps,
    first: shard.first,
    episodes,
    sources: files,
  }
}
