import type { Finding } from '#shared/findings.ts'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import type { DataFile } from './data-files.ts'
import { elementsOf, isNumeric, type DatasetInfo, type Feature } from './info.ts'

/** Compares what info.json says of the size of each numeric feature with its names and with the rows, by footers alone. */
export function checkShapes(info: DatasetInfo, files: readonly DataFile[]): Finding[] {
  return [...info.features].flatMap(([name, feature]) => [
    ...namesFinding(name, feature),
    ...(isNumeric(feature) ? shapeFinding(name, feature, files) : []),
  ])
}

function shapeFinding(name: string, feature: Feature, files: readonly DataFile[]): Finding[] {
  const expected = elementsOf(feature)
  for (const { path, footer } of files) {
    const actual = elementsPerRow(footer, name)
    if (actual === undefined || actual === expected) continue
    return [
      {
        code: 'FEATURE_SHAPE',
        tier: 'blocking',
        subject: name,
        message: `The rows of ${path} have another number of values for ${name} than meta/info.json says.`,
        expected: `${expected} (shape [${feature.shape.join(', ')}])`,
        actual: String(actual),
      },
    ]
  }
  return []
}

/** Undefined where footers do not tell: rows of different lengths, or without a value, or no such column. */
function elementsPerRow(footer: ParquetFooter, name: string): number | undefined {
  const { groupCount, leafCount, rows, values } = footer.chunks
  const leaves = footer.leaves.flatMap((leaf, i) => (leaf.path[0] === name ? [i] : []))
  const [leaf] = leaves
  if (leaf === undefined || leaves.length > 1) return undefined
  const perRow = new Set<number>()
  for (let group = 0; group < groupCount; group++) {
    if (rows[group]! > 0) perRow.add(values[group * leafCount + leaf]! / rows[group]!)
  }
  const [only] = perRow
  return perRow.size === 1 && Number.isInteger(only) ? only : undefined
}

/** Names label either the elements or the dimensions; converters do both. */
function namesFinding(name: string, feature: Feature): Finding[] {
  const { names, shape } = feature
  if (!Array.isArray(names)) return []
  const lengths = new Set([shape.length, ...shape, elementsOf(feature)])
  if (lengths.has(names.length)) return []
  return [
    {
      code: 'FEATURE_NAMES',
      tier: 'advisory',
      subject: name,
      message: `meta/info.json names ${names.length} elements of ${name}. The names are kept as they are.`,
      expected: `${elementsOf(feature)} names`,
      actual: `${names.length} names`,
    },
  ]
}
