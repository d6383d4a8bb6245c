import { Field, FixedSizeList } from 'apache-arrow'
import { openDataset, type Dataset, type JsonObject } from '#engine/index.ts'
import { ARROW_SCHEMA_KEY, encodeArrowSchema, readArrowSchema } from '#engine/parquet/arrow-schema.ts'
import type { KeyValue, ParquetFooter } from '#engine/parquet/footer.ts'

/** The features that {@link makeMotion} fills; all others of the fixtures are counters. */
export const MOTION_FEATURES: readonly string[] = ['observation.state', 'action']

/** What a made dataset takes over from a recorded one: schemas, metadata, feature descriptions, videos. */
export interface Template {
  readonly dataset: Dataset
  readonly features: JsonObject
  readonly dataKeyValues: readonly KeyValue[]
}

/** The folder of a fixture. */
export function fixtureFolder(name: string): string {
  return new URL(`../../test/fixtures/${name}`, import.meta.url).pathname
}

/** Opens a dataset as a template whose state and action have `width` elements. */
export async function openTemplate(dir: string, width: number): Promise<Template> {
  const dataset = await openDataset(dir)
  const entries = Object.entries(dataset.info.raw['features'] as JsonObject).map(([name, feature]) => [
    name,
    MOTION_FEATURES.includes(name)
      ? { ...(feature as JsonObject), shape: [width], names: jointNames(width) }
      : feature,
  ])
  return {
    dataset,
    features: Object.fromEntries(entries) as JsonObject,
    dataKeyValues: widened(dataset.dataFiles[0]!.footer, width),
  }
}

function jointNames(width: number): string[] {
  return Array.from({ length: width }, (_, joint) => `joint_${joint}.pos`)
}

/** The file metadata with the new list lengths: in the Arrow schema and in the `huggingface` description. */
function widened(footer: ParquetFooter, width: number): KeyValue[] {
  return footer.keyValues.map(({ key, value }) => {
    if (key === ARROW_SCHEMA_KEY) return widenedArrowSchema(footer, width)
    return key === 'huggingface' ? { key, value: widenedDescription(value, width) } : { key, value }
  })
}

function widenedArrowSchema(footer: ParquetFooter, width: number): KeyValue {
  const schema = readArrowSchema(footer)!
  const fields = schema.fields.map((field) =>
    field.type instanceof FixedSizeList
      ? new Field(
          field.name,
          new FixedSizeList(width, field.type.children[0]!),
          field.nullable,
          field.metadata,
        )
      : field,
  )
  const metadata = [...schema.metadata].map(([key, value]): [string, string] => [
    key,
    key === 'huggingface' ? widenedDescription(value, width) : value,
  ])
  return encodeArrowSchema(fields, new Map(metadata))
}

function widenedDescription(json: string, width: number): string {
  return JSON.stringify(JSON.parse(json), (key, value: unknown) => (key === 'length' ? width : value))
}
