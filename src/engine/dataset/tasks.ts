import { join } from 'node:path'
import { z } from 'zod'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { openBuffered } from '#engine/io/files.ts'
import { numbersOf, readColumn, textValues } from '#engine/parquet/column.ts'
import { keyValue, leafIndex, readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'

/** The tasks of a dataset: what `task_index` means in its rows. */
export type Tasks = ReadonlyMap<number, string>

/**
 * A column of the rows that names texts by number, and the file that lists them. Subtasks are of recordings from
 * January to May 2026 (lerobot-v3-format, section 14).
 */
export const LABELS = {
  tasks: { column: 'task_index', index: 'task', path: 'meta/tasks.parquet' },
  subtasks: { column: 'subtask_index', index: 'subtask', path: 'meta/subtasks.parquet' },
} as const
/** One of {@link LABELS}. */
export type Labels = (typeof LABELS)[keyof typeof LABELS]

/** `meta/tasks.parquet` or `meta/subtasks.parquet` as read. */
export interface TasksFile {
  readonly tasks: Tasks
  readonly findings: readonly Finding[]
  readonly footer: ParquetFooter
}

/** A text for every episode of the largest collections. */
const MAX_TEXTS = 1_000_000

const pandasSchema = z.object({ index_columns: z.array(z.unknown()) })

/**
 * Reads `meta/tasks.parquet` or `meta/subtasks.parquet` of a dataset. The texts are the pandas index: column `task`, in files from before
 * March 2026 `__index_level_0__`. Maps by the `task_index` column; that a row's position differs from it is
 * reported, because the reference reader goes by position. Throws `TASKS_INVALID` or what the file gives.
 */
export async function readTasks(dir: string, labels: Labels = LABELS.tasks): Promise<TasksFile> {
  const path = join(dir, labels.path)
  await using file = await openBuffered(path)
  const footer = await readFooter(file)
  if (footer.rowCount > MAX_TEXTS) {
    throw new EngineError('TASKS_INVALID', `${path}: ${footer.rowCount} rows, more than ${MAX_TEXTS}`, {
      hint: `Rewrite ${labels.path} with one row for each text.`,
    })
  }
  const textLeaf = leafIndex(footer, indexColumn(footer, labels))
  const indexLeaf = leafIndex(footer, labels.column)
  if (textLeaf < 0 || indexLeaf < 0) {
    throw new EngineError(
      'TASKS_INVALID',
      `${path}: no column ${textLeaf < 0 ? labels.index : labels.column}`,
      {
        hint: `Rewrite ${labels.path} with pandas: index ${labels.index}, column ${labels.column}.`,
      },
    )
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
        `${path}: ${labels.column} ${index ?? 'null'} in row ${row} is not usable`,
      )
    }
    tasks.set(index, texts[row]!)
  })
  return { tasks, findings: taskFindings(indices, texts, labels), footer }
}

function indexColumn(footer: ParquetFooter, { index }: Labels): string {
  const pandas = keyValue(footer, 'pandas')
  if (pandas !== undefined) {
    try {
      const [first] = pandasSchema.parse(JSON.parse(pandas)).index_columns
      if (typeof first === 'string' && leafIndex(footer, first) >= 0) return first
    } catch {
      // Damaged pandas metadata: the column names below still tell.
    }
  }
  return leafIndex(footer, index) >= 0 ? index : '__index_level_0__'
}

function taskFindings(
  indices: readonly (number | undefined)[],
  texts: readonly string[],
  { path, column }: Labels,
): Finding[] {
  const findings: Finding[] = []
  const misplaced = indices.findIndex((index, row) => index !== row)
  if (misplaced >= 0) {
    findings.push({
      code: 'TASKS_ORDER',
      tier: 'advisory',
      subject: path,
      message: `Texts are not stored in the order of ${column}; other tools may go by position.`,
      expected: `${column} ${misplaced} in row ${misplaced}`,
      actual: String(indices[misplaced]),
      repair: `The merge goes by ${column}, and the result lists them in its order.`,
    })
  }
  if (new Set(texts).size < texts.length) {
    findings.push({
      code: 'TASKS_DISAGREE',
      tier: 'advisory',
      subject: path,
      message: 'The same task is listed twice.',
      repair: 'One task is made of it.',
    })
  }
  return findings
}
