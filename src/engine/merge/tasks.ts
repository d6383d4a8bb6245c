import type { MergeOptions, Trim } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import type { ChosenEpisode } from './trim.ts'

/** Episodes of one source that go into a merge. */
export interface Selection {
  readonly dataset: Dataset
  readonly episodes: readonly ChosenEpisode[]
  /** Whether the user chose them; else all. */
  readonly isChosen: boolean
  /** What the user wanted of single episodes; some get more. */
  readonly trims?: readonly Trim[] | undefined
}

/** The wording of a task in the result. */
export function renamed(task: string, options: MergeOptions): string {
  return Object.hasOwn(options.renameTasks, task) ? options.renameTasks[task]! : task
}

/**
 * The unified task list, position = `task_index`: the sources' tasks in their order, the first occurrence wins,
 * exact string equality (merge-rules, section 5). Of a source whose episodes were chosen or trimmed, only the tasks that
 * what is left uses.
 */
export function unifyTasks(selections: readonly Selection[], options: MergeOptions): string[] {
  const unified = new Set<string>()
  for (const { dataset, episodes, isChosen, trims } of selections) {
    const isInPart = isChosen || trims !== undefined
    const used = new Set(episodes.flatMap(({ taskIndices }) => [...taskIndices]))
    const listed = [...dataset.tasks].sort(([a], [b]) => a - b)
    for (const [index, text] of listed) if (!isInPart || used.has(index)) unified.add(renamed(text, options))
    // Older tools leave texts in the episode list that no row names.
    for (const { tasks } of episodes) for (const text of tasks) unified.add(renamed(text, options))
  }
  return [...unified]
}

/** Source `task_index` to the result's, for one source. */
export function taskMap(
  dataset: Dataset,
  tasks: readonly string[],
  options: MergeOptions,
): Map<number, number> {
  const numbers = new Map(tasks.map((text, index) => [text, index]))
  return new Map(
    [...dataset.tasks].flatMap(([index, text]): [number, number][] => {
      const number = numbers.get(renamed(text, options))
      return number === undefined ? [] : [[index, number]]
    }),
  )
}

/** The unified subtasks, by the rule of {@link unifyTasks}; undefined unless every source has them. */
export function unifySubtasks(selections: readonly Selection[]): string[] | undefined {
  const tables = selections.flatMap(({ dataset }) => dataset.subtasks ?? [])
  if (tables.length < selections.length) return undefined
  return [...new Set(tables.flatMap((table) => [...table].sort(([a], [b]) => a - b).map(([, text]) => text)))]
}

/** Source `subtask_index` to the result's, for one source. */
export function subtaskMap(dataset: Dataset, subtasks: readonly string[]): Map<number, number> {
  const numbers = new Map(subtasks.map((text, index) => [text, index]))
  return new Map([...(dataset.subtasks ?? [])].map(([index, text]) => [index, numbers.get(text)!]))
}
