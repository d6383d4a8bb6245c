import { z } from 'zod'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { openBuffered } from '#engine/io/files.ts'
import { numbersOf, readColumn, textValues } from '#engine/parquet/column.ts'
import { keyValue, leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'

/** The tasks of a dataset: what `task_index` means in its rows. */
export type Tasks = ReadonlyMap<number, string>

/** `meta/tasks.parquet` as read. */
export interface TasksFile {
  readonly tasks: Tasks
  readonly findings: readonly Finding[]
  readonly footer: ParquetFooter
}

const pandasSchema = z.object({ index_columns: z.array(z.unknown()) })

/**
 * Reads `meta/tasks.parquet`. The task strings are the pandas index: column `task`, in files from before
 * March 2026 `__index_level_0__`. Maps by the `task_index` column; that a row's position differs from it is
 * reported, because the reference reader goes by position. Throws `TASKS_INVALID` or what the file gives.
 */
export async function readTasks(path: string): Promise<TasksFile> {
  await using file = await openBuffered(path)
  const footer = await readFooter(file)
  const textLeaf = leafIndex(footer, indexColumn(footer))
  const indexLeaf = leafIndex(footer, 'task_index')
  if (textLeaf < 0 || indexLeaf < 0) {
    throw new EngineError('TASKS_INVALID', `${path}: no column ${textLeaf < 0 ? 'task' : 'task_index'}`, {
      hint: 'Rewrite meta/tasks.parquet with pandas: index task, column task_index.',
    })
  }
  const texts = textValues((await readColumn(file, footer, textLeaf)).values)
  const indices = numbersOf(
    await readColumn(file, footer, indexLeaf),
    footer.leaves[indexLeaf]!.maxDefinition,
  )
  if (texts.length !== indices.length)
    throw new EngineError('TASKS_INVALID', `${path}: ${indices.length - texts.length} tasks without text`)
  const tasks = new Map<number, string>()
  indices.forEach((index, row) => {
    if (index === undefined || index < 0 || tasks.has(index)) {
      throw new EngineError(
        'TASKS_INVALID',
        `${path}: task_index ${index ?? 'null'} in row ${row} is not usable`,
      )
    }
    tasks.set(index, texts[row]!)
  })
  return { tasks, findings: taskFindings(indices, texts), footer }
}

function indexColumn(footer: ParquetFooter): string {
  const pandas = keyValue(footer, 'pandas')
  if (pandas !== undefined) {
    try {
      const [first] = pandasSchema.parse(JSON.parse(pandas)).index_columns
      if (typeof first === 'string' && leafIndex(footer, first) >= 0) return first
    } catch {
      // Damaged pandas metadata: the column names below still tell.
    }
  }
  return leafIndex(footer, 'task') >= 0 ? 'task' : '__index_level_0__'
}

function taskFindings(indices: readonly (number | undefined)[], texts: readonly string[]): Finding[] {
  const findings: Finding[] = []
  const misplaced = indices.findIndex((index, row) => index !== row)
  if (misplaced >= 0) {
    findings.push({
      code: 'TASKS_ORDER',
      tier: 'advisory',
      subject: 'meta/tasks.parquet',
      message:
        'Tasks are not stored in the order of task_index. The merge goes by task_index; other tools may go by position.',
      expected: `task_index ${misplaced} in row ${misplaced}`,
      actual: String(indices[misplaced]),
    })
  }
  if (new Set(texts).size < texts.length) {
    findings.push({
      code: 'TASKS_DISAGREE',
      tier: 'advisory',
      subject: 'meta/tasks.parquet',
      message: 'The same task is listed twice. The merge makes one task of it.',
    })
  }
  return findings
}
