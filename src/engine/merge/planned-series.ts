import { EngineError } from '#shared/errors.ts'
import type { MergePlan } from '#shared/plan.ts'
import { readSeries, type Series, type SeriesElement } from '#engine/dataset/episode-series.ts'
import { parseInfo, type DatasetInfo } from '#engine/dataset/info.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { formatPythonJson } from '#engine/dataset/python-json.ts'
import { subtaskMap, taskMap } from './tasks.ts'
import { isCountedAnew } from './trim.ts'
import { mergedInfo } from './write-info.ts'

/** What opening the result would read out of its info.json. */
export function plannedInfo(plan: MergePlan, sources: readonly Dataset[]): DatasetInfo {
  return parseInfo(formatPythonJson(mergedInfo(plan, sources)), 'meta/info.json of the result')
}

/**
 * Reads elements of numeric features of episode `number` of the result out of its source, rows `[start, end)` counted
 * from the episode's first. What a merge writes anew has the values that it will have. Throws as {@link readSeries}.
 */
export async function readPlannedSeries(
  plan: MergePlan,
  sources: readonly Dataset[],
  number: number,
  { start, end }: { readonly start: number; readonly end: number },
  wanted: readonly SeriesElement[],
  signal?: AbortSignal,
): Promise<Series[]> {
  const { source, rows, from, trim } = plan.episodes[number]!
  const dataset = sources[source]!
  const file = dataset.dataFiles.findIndex(({ path }) => path === rows.file)
  if (file < 0)
    throw new EngineError('PLAN_INVALID', `the plan names ${rows.file}, which is not in ${dataset.dir}`)
  const range = { file, start: rows.start + start, end: rows.start + end }
  const series = await readSeries(dataset, range, wanted, signal)
  return series.map((values, i) => {
    const { feature } = wanted[i]!
    if (isCountedAnew(feature, trim)) {
      const unit = feature === 'timestamp' ? plan.fps : 1
      return values.map((_, row) => (start + row) / unit)
    }
    switch (feature) {
      case 'episode_index':
        return values.fill(number)
      case 'index':
        return values.map((_, row) => from + start + row)
      case 'task_index':
        return relabelled(values, taskMap(dataset, plan.tasks, plan.recipe.options))
      case 'subtask_index':
        return plan.subtasks === undefined ? values : relabelled(values, subtaskMap(dataset, plan.subtasks))
      default:
        return values
    }
  })
}

function relabelled(values: Series, labels: ReadonlyMap<number, number>): Series {
  return values.map((value) => labels.get(value) ?? NaN)
}
