import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { features, info, tables, type Draft, type Oddity } from '../support/edit-dataset.ts'

/** One key of info.json; undefined takes it away. */
export function key(name: string, value: Draft[string] | undefined): Oddity {
  return info((draft) => {
    if (value === undefined) Reflect.deleteProperty(draft, name)
    else draft[name] = value
  })
}

/** One key of the feature `action`. */
export function action(name: string, value: Draft[string]): Oddity {
  return features(
    (feature) => feature === 'action',
    (feature) => (feature[name] = value),
  )
}

/** Another content for a file. */
export function replaced(path: string, content: string | Uint8Array): Oddity {
  return (dir) => writeFile(join(dir, path), content)
}

/** Lengthens a file by zeros that take no place on the disk. */
export function swollen(path: string, byteLength: number): Oddity {
  return (dir) => truncate(join(dir, path), byteLength)
}

/** A table without its rows. */
export function emptied(path: string): Oddity {
  return tables(path, (table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, values: [] })),
    groups: [1],
  }))
}

/** Takes bytes `[start, end)` out of a file: what lies behind them is where nothing looks for it. */
export function bytesRemoved(path: string, start: number, end: number): Oddity {
  return async (dir) => {
    const file = await readFile(join(dir, path))
    await writeFile(join(dir, path), Buffer.concat([file.subarray(0, start), file.subarray(end)]))
  }
}
