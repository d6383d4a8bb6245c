import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  formatPythonJson,
  parsePythonJson,
  type JsonObject,
  type JsonValue,
} from '#engine/dataset/python-json.ts'
import {
  dropColumns,
  editTable,
  mapColumn,
  withoutArrow,
  writeTable,
  newColumn,
  type EditedTable,
} from './edit-table.ts'
import { fixture } from './fixtures.ts'
import { files } from './read-dataset.ts'
import { scratchDir } from './scratch.ts'

/** Makes one odd thing of the dataset in a folder. */
export type Oddity = (dir: string) => Promise<void>

/** A copy of a recorded dataset (or of the one at a path) with some oddities; returns its folder, named `name`. */
export async function odd(source: string, oddities: readonly Oddity[] = [], name = 'odd'): Promise<string> {
  const dir = join(await scratchDir(), name)
  await cp(fixture(source), dir, { recursive: true })
  for (const oddity of oddities) await oddity(dir)
  return dir
}

/** A JSON object that may be changed in place. */
export type Draft = Record<string, JsonValue>

/** Changes info.json in place. */
export function info(edit: (info: Draft) => void): Oddity {
  return (dir) => editJson(join(dir, 'meta/info.json'), edit)
}

/** Changes one entry of `features` in info.json; every entry that passes the test. */
export function features(
  isEdited: (name: string, feature: JsonObject) => boolean,
  edit: (feature: Draft) => void,
): Oddity {
  return info(({ features: all }) => {
    for (const [name, feature] of Object.entries(all as Record<string, Draft>))
      if (isEdited(name, feature)) edit(feature)
  })
}

/** Changes stats.json in place. */
export function stats(edit: (stats: Record<string, Draft>) => void): Oddity {
  return (dir) =>
    editJson(join(dir, 'meta/stats.json'), (draft) => {
      edit(draft as Record<string, Draft>)
    })
}

async function editJson(path: string, edit: (draft: Draft) => void): Promise<void> {
  const draft = parsePythonJson(await readFile(path, 'utf8'), path) as Draft
  edit(draft)
  await writeFile(path, formatPythonJson(draft))
}

/** Removes a file or folder. */
export function without(path: string): Oddity {
  return (dir) => rm(join(dir, path), { recursive: true })
}

/** Writes a file that was not there. */
export function extraFile(path: string, content: string | Uint8Array): Oddity {
  return async (dir) => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), content, { flag: 'wx' })
  }
}

/** Gives files other places. */
export function moved(places: Readonly<Record<string, string>>): Oddity {
  return async (dir) => {
    // By way of names that nothing else has, so that two files may swap.
    for (const [from, to] of Object.entries(places)) {
      await mkdir(dirname(join(dir, to)), { recursive: true })
      await rename(join(dir, from), join(dir, `${to}.moving`))
    }
    for (const to of Object.values(places)) await rename(join(dir, `${to}.moving`), join(dir, to))
  }
}

/** Changes a text file. */
export function text(path: string, edit: (text: string) => string): Oddity {
  return async (dir) => {
    await writeFile(join(dir, path), edit(await readFile(join(dir, path), 'utf8')))
  }
}

/** Changes the bytes of a file in place. */
export function bytes(path: string, edit: (bytes: Buffer) => void): Oddity {
  return async (dir) => {
    const file = await readFile(join(dir, path))
    edit(file)
    await writeFile(join(dir, path), file)
  }
}

/** Keeps only the first bytes of a file. */
export function cutOff(path: string, keep: (byteLength: number) => number): Oddity {
  return async (dir) => {
    const file = await readFile(join(dir, path))
    await writeFile(join(dir, path), file.subarray(0, keep(file.length)))
  }
}

/** Rewrites every file of the episode list. */
export function episodes(...edits: readonly ((table: EditedTable) => EditedTable)[]): Oddity {
  return tables('meta/episodes/*/*.parquet', ...edits)
}

/** Rewrites every data file. */
export function data(...edits: readonly ((table: EditedTable) => EditedTable)[]): Oddity {
  return tables('data/*/*.parquet', ...edits)
}

/** Rewrites the Parquet files that match a pattern. */
export function tables(pattern: string, ...edits: readonly ((table: EditedTable) => EditedTable)[]): Oddity {
  return async (dir) => {
    const paths = files(dir, pattern)
    if (paths.length === 0) throw new Error(`nothing matches ${pattern}`)
    for (const path of paths)
      await editTable(join(dir, path), (table) => edits.reduce((edited, edit) => edit(edited), table))
  }
}

/** All rows in one row group, as other tools leave them. */
export function oneRowGroup(table: EditedTable): EditedTable {
  return { ...table, groups: [table.columns[0]!.values.length] }
}

/** Columns in the opposite order. */
export function columnsReversed(table: EditedTable): EditedTable {
  return { ...table, columns: table.columns.toReversed(), keyValues: withoutArrow(table.keyValues) }
}

/** Rows in another order: row i of the result is row `order[i]`. */
export function rowsReordered(
  order: readonly number[],
  groups: readonly number[],
): (table: EditedTable) => EditedTable {
  return (table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, values: order.map((row) => column.values[row]) })),
    groups,
  })
}

/** A table without key-value metadata, as other writers leave it. */
export function withoutMetadata(table: EditedTable): EditedTable {
  return { ...table, keyValues: [] }
}

/** The episode list of upstream's own image-to-video converter: bookkeeping only. */
export const bareEpisodeList: Oddity = episodes(
  dropColumns((name) => name === 'tasks' || name.startsWith('stats/') || name.startsWith('meta/')),
)

/** A recording without quantiles, as before October 2025. */
export const withoutQuantiles: Oddity = async (dir) => {
  await episodes(dropColumns((name) => /\/q\d\d$/.test(name)))(dir)
  await stats((all) => {
    for (const feature of Object.values(all)) {
      for (const key of Object.keys(feature)) if (/^q\d\d$/.test(key)) Reflect.deleteProperty(feature, key)
    }
  })(dir)
}

/** Episodes and rows that are numbered from here on, as a subset that kept its numbers. */
export function numberedFrom(firstEpisode: number, firstIndex: number): Oddity {
  const add = (offset: number) => (value: unknown) => (value as bigint) + BigInt(offset)
  return async (dir) => {
    await data(mapColumn('episode_index', add(firstEpisode)), mapColumn('index', add(firstIndex)))(dir)
    await episodes(
      mapColumn('episode_index', add(firstEpisode)),
      mapColumn('dataset_from_index', add(firstIndex)),
      mapColumn('dataset_to_index', add(firstIndex)),
    )(dir)
  }
}

/** `meta/tasks.parquet` with these rows, in this order, under pandas index `index`. */
export function tasksFile(
  rows: readonly (readonly [taskIndex: number, text: string])[],
  index = 'task',
): Oddity {
  const pandas = {
    index_columns: [index],
    columns: [
      {
        name: 'task_index',
        field_name: 'task_index',
        pandas_type: 'int64',
        numpy_type: 'int64',
        metadata: null,
      },
      {
        name: index === 'task' ? index : null,
        field_name: index,
        pandas_type: 'unicode',
        numpy_type: 'object',
        metadata: null,
      },
    ],
  }
  return (dir) =>
    writeTable(join(dir, 'meta/tasks.parquet'), {
      columns: [
        newColumn(
          'task_index',
          'INT64',
          rows.map(([taskIndex]) => BigInt(taskIndex)),
        ),
        newColumn(
          index,
          'UTF8',
          rows.map(([, text]) => text),
        ),
      ],
      groups: [rows.length],
      keyValues: [{ key: 'pandas', value: JSON.stringify(pandas) }],
    })
}
