import { join } from 'node:path'
import { FilePool } from '#engine/io/file-pool.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { RowsAtHand } from '#engine/dataset/source-rows.ts'
import type { ChosenEpisode } from './trim.ts'

/**
 * Trimmed episodes of a dataset without the tasks of which no row is left; texts that no row named before stay. Reads the
 * `task_index` of those that have several tasks; throws what reading it gives.
 */
export async function withTasksLeft(
  episodes: readonly ChosenEpisode[],
  { dir, dataFiles, tasks: texts }: Dataset,
): Promise<ChosenEpisode[]> {
  await using pool = new FilePool()
  const left: ChosenEpisode[] = []
  const atHand = new RowsAtHand()
  for (const episode of episodes) {
    if (episode.trim === undefined || episode.taskIndices.length < 2) {
      left.push(episode)
      continue
    }
    const file = dataFiles[episode.rows.file]!
    const rows = atHand.of(pool.lazy(join(dir, file.path), file.footer.byteLength), file)
    const runs = await rows.integerRuns('task_index', episode.rows)
    const taskIndices = [...new Set(runs.map(({ value }) => value))]
    const named = new Set(taskIndices.map((index) => texts.get(index)))
    const gone = new Set(
      episode.taskIndices.map((index) => texts.get(index)).filter((text) => !named.has(text)),
    )
    left.push({ ...episode, taskIndices, tasks: episode.tasks.filter((text) => !gone.has(text)) })
  }
  return left
}
