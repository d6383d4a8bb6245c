import { EngineError } from '#shared/errors.ts'
import type { MergePlan, PlannedEpisode } from '#shared/plan.ts'
import type { FilePool } from '#engine/io/file-pool.ts'
import { throwIfCancelled } from '#engine/io/files.ts'
import type { Labels } from '#engine/dataset/tasks.ts'
import type { IntegerRun } from '#engine/parquet/encode.ts'
import type { MergeSources } from './sources.ts'

/** What the rows of an episode are about, in runs of rows. */
export interface RowLabels {
  /** `task_index` of the result. */
  readonly tasks: readonly IntegerRun[]
  /** `subtask_index` of the result likewise; empty when the merge has no subtasks. */
  readonly subtasks: readonly IntegerRun[]
}

/**
 * The labels of each episode of the result, from the statistics of the sources' row groups where they tell, else from
 * the rows. Throws `TASKS_INVALID` for a number without a text.
 */
export async function rowLabels(
  plan: MergePlan,
  sources: MergeSources,
  pool: FilePool,
  signal: AbortSignal | undefined,
): Promise<RowLabels[]> {
  const labels: RowLabels[] = []
  for (const episode of plan.episodes) {
    throwIfCancelled(signal, `reading ${episode.rows.file}`)
    const tasks = await labelRuns(episode, 'task_index', sources, pool)
    const subtasks =
      plan.subtasks === undefined ? [] : await labelRuns(episode, 'subtask_index', sources, pool)
    labels.push({ tasks, subtasks })
  }
  return labels
}

async function labelRuns(
  episode: PlannedEpisode,
  column: Labels['column'],
  sources: MergeSources,
  pool: FilePool,
): Promise<IntegerRun[]> {
  const { source, rows } = episode
  const file = sources.dataFile(episode)
  const map = sources.labelMap(source, column)
  const reader = sources.rows(pool.lazy(sources.path(source, rows.file), file.footer.byteLength), file)
  const runs = await reader.integerRuns(column, rows)
  return runs.map(({ value, count }) => {
    const mapped = map.get(value)
    if (mapped === undefined) {
      throw new EngineError(
        'TASKS_INVALID',
        `${file.path}: episode ${episode.episode} names ${column} ${value}, which has no text`,
      )
    }
    return { value: mapped, count }
  })
}
