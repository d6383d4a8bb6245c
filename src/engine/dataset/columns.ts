import type { Finding } from '#shared/findings.ts'
import { listText } from '#shared/list-text.ts'
import type { DataFile } from './data-files.ts'
import { dataFeatures, type DatasetInfo } from './info.ts'

/** Compares the columns of every data file with the features that info.json declares. */
export function checkColumns(info: DatasetInfo, files: readonly DataFile[]): Finding[] {
  const declared = dataFeatures(info)
  const lacking = new Map<string, string[]>()
  const undeclared = new Map<string, string[]>()
  const note = (notes: Map<string, string[]>, column: string, path: string): void => {
    notes.set(column, [...(notes.get(column) ?? []), path])
  }
  for (const { path, footer } of files) {
    const columns = new Set(footer.root.children.map((column) => column.name))
    for (const name of declared) if (!columns.has(name)) note(lacking, name, path)
    for (const name of columns) if (!declared.includes(name)) note(undeclared, name, path)
  }
  return [
    ...[...lacking].map(([column, paths]): Finding => ({
      code: 'COLUMN_MISSING',
      tier: 'blocking',
      subject: column,
      message: `The feature ${column} is declared in meta/info.json but is not in ${listText(paths, 1)}.`,
      expected: `a column ${column}`,
      actual: 'none',
    })),
    ...[...undeclared].map(([column, paths]): Finding => ({
      code: 'COLUMN_UNDECLARED',
      tier: 'blocking',
      subject: column,
      message: `${listText(paths, 1)} has a column ${column} that meta/info.json does not declare; the reference reader refuses such a dataset.`,
      expected: `a feature ${column} in meta/info.json`,
      actual: 'none',
    })),
  ]
}
