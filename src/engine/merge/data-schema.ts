import { keyValue, type KeyValue, type ParquetFooter } from '#engine/parquet/footer.ts'
import { samePhysicalShape, type SchemaNode } from '#engine/parquet/schema.ts'
import { sameColumns, schemaKey, unifySchemas } from '#engine/parquet/unify.ts'
import type { Dataset } from '#engine/dataset/open.ts'

/** The schema and key-value metadata that every data file of the result has. */
export interface DataSchema {
  readonly root: SchemaNode
  readonly keyValues: readonly KeyValue[]
}

/**
 * Chooses the schema of the result's data files. Where the sources agree it is the first one's, byte for byte.
 * Where they differ, physical types are unified and each column gets the richest Arrow type that a source
 * states for it: older writers lose fixed list lengths and extension types.
 * Throws `PARQUET_UNSUPPORTED` for columns whose types cannot be reconciled.
 */
export function dataSchemaOf(sources: readonly Dataset[]): Promise<DataSchema> {
  const known = chosen.get(sources) ?? chooseSchema(sources)
  chosen.set(sources, known)
  return known
}

/** Checking, planning and writing ask for the same sources. */
const chosen = new WeakMap<readonly Dataset[], Promise<DataSchema>>()

async function chooseSchema(sources: readonly Dataset[]): Promise<DataSchema> {
  const variants = distinctFooters(sources)
  const [first] = variants
  if (first === undefined) return { root: { ...emptyRoot }, keyValues: [] }
  if (variants.length === 1) return { root: first.root, keyValues: first.keyValues }
  const root = unifySchemas(variants.map((variant) => variant.root))
  return composeSchema(root, variants)
}

const emptyRoot: SchemaNode = {
  name: 'schema',
  path: [],
  repetition: 'REQUIRED',
  type: undefined,
  typeLength: 0,
  converted: undefined,
  logical: undefined,
  children: [],
  maxDefinition: 0,
  maxRepetition: 0,
  raw: new Uint8Array(0),
}

function distinctFooters(sources: readonly Dataset[]): ParquetFooter[] {
  const byKey = new Map<string, ParquetFooter>()
  for (const { dataFiles } of sources) {
    for (const { footer } of dataFiles) {
      const key = JSON.stringify([schemaKey(footer.root), footer.keyValues])
      if (!byKey.has(key)) byKey.set(key, footer)
    }
  }
  return [...byKey.values()]
}

/** Loads apache-arrow only here: most merges have one schema and never need it. */
async function composeSchema(root: SchemaNode, variants: readonly ParquetFooter[]): Promise<DataSchema> {
  const { ARROW_SCHEMA_KEY, encodeArrowSchema, fieldOf, fieldRichness, readArrowSchema } =
    await import('#engine/parquet/arrow-schema.ts')
  const candidates = variants.map((footer) => ({ footer, schema: readArrowSchema(footer) }))
  const columns = root.children.map((column) => {
    const fields = candidates.flatMap(({ footer, schema }) => {
      const own = footer.root.children.find((child) => child.name === column.name)
      const field = schema?.fields.find(({ name }) => name === column.name)
      return own !== undefined && field !== undefined && samePhysicalShape(own, column) ? [field] : []
    })
    const richest = fields.reduce(
      (best, field) => (fieldRichness(field) > fieldRichness(best) ? field : best),
      fields[0],
    )
    return richest ?? fieldOf(column)
  })
  const describes = variants.some((footer) => keyValue(footer, 'huggingface') !== undefined)
  const whole = candidates.find(
    ({ footer, schema }) =>
      sameColumns(footer.root, root) &&
      (keyValue(footer, 'huggingface') !== undefined || !describes) &&
      columns.every(
        (column) =>
          fieldRichness(schema?.fields.find(({ name }) => name === column?.name)) >= fieldRichness(column),
      ),
  )
  if (whole !== undefined) return { root: whole.footer.root, keyValues: whole.footer.keyValues }
  const base = variants.find((footer) => keyValue(footer, 'huggingface') !== undefined) ?? variants[0]!
  const kept = base.keyValues.filter(({ key }) => key !== ARROW_SCHEMA_KEY)
  if (!columns.every((column) => column !== undefined)) return { root, keyValues: kept }
  return {
    root,
    keyValues: [...kept, encodeArrowSchema(columns, new Map(kept.map(({ key, value }) => [key, value])))],
  }
}
