import { statisticColumn } from '#engine/dataset/stats.ts'
import { STRUCTURE } from '#engine/dataset/episodes.ts'
import { cameraKeys } from '#engine/dataset/info.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { buildSchema, type ColumnType, type NewColumn } from '#engine/parquet/build-schema.ts'
import { isList, type SchemaNode } from '#engine/parquet/schema.ts'
import { unifySchemas } from '#engine/parquet/unify.ts'

/**
 * The schema of the result's `meta/episodes`: the columns of every source, in the order of the first one that
 * has them, and those that the format needs even if no source has them. Bookkeeping and statistics get the types
 * that the present recorder writes (statistics DOUBLE, counts INT64); unknown columns keep their own.
 */
export function episodeSchemaOf(sources: readonly Dataset[]): SchemaNode {
  const found = new Map<string, SchemaNode[]>()
  for (const { episodeFiles } of sources) {
    for (const { footer } of episodeFiles) {
      for (const column of footer.root.children) {
        const known = found.get(column.name)
        if (known === undefined) found.set(column.name, [column])
        else known.push(column)
      }
    }
  }
  const required = requiredColumns(sources.flatMap(({ info }) => cameraKeys(info)))
  const names = [...new Set([...found.keys(), ...required.keys()])]
  const ordered = [
    ...names.filter((name) => !name.startsWith('meta/')),
    ...names.filter((name) => name.startsWith('meta/')),
  ]
  return buildSchema(
    ordered.map((name): NewColumn => {
      const type = required.get(name) ?? statisticType(name, found.get(name) ?? [])
      return type === undefined ? unknownColumn(name, found.get(name)!) : { name, type }
    }),
  )
}

function requiredColumns(cameras: readonly string[]): Map<string, ColumnType> {
  const { rows, camera: window, meta } = STRUCTURE
  const [first, ...others] = rows
  const columns = new Map<string, ColumnType>([
    [first, 'int64'],
    ['tasks', { list: 'string' }],
  ])
  for (const name of others) columns.set(name, 'int64')
  for (const camera of cameras) {
    for (const name of window.files) columns.set(`videos/${camera}/${name}`, 'int64')
    for (const name of window.times) columns.set(`videos/${camera}/${name}`, 'double')
  }
  for (const name of meta) columns.set(name, 'int64')
  return columns
}

const KNOWN = /^(min|max|mean|std|count|q\d+)$/

function statisticType(name: string, nodes: readonly SchemaNode[]): ColumnType | undefined {
  const statistic = statisticColumn(name)?.statistic
  const depths = new Set(nodes.map(listDepth))
  const [depth] = depths
  if (
    statistic === undefined ||
    !KNOWN.test(statistic) ||
    depth === undefined ||
    depth === 0 ||
    depths.size !== 1
  )
    return undefined
  let type: ColumnType = statistic === 'count' ? 'int64' : 'double'
  for (let i = 0; i < depth; i++) type = { list: type }
  return type
}

function listDepth(node: SchemaNode): number {
  if (!isList(node)) return 0
  const repeated = node.children[0]!
  return 1 + listDepth(repeated.children[0] ?? repeated)
}

/** A column that we know nothing about, nullable because some source lacks it. */
function unknownColumn(name: string, nodes: readonly SchemaNode[]): SchemaNode {
  const unified = unifySchemas(nodes.map((node) => buildSchema([node])))
  return unified.children.find((child) => child.name === name)!
}
