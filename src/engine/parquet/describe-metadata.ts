import { z } from 'zod'
import { keyValue, type KeyValue, type ParquetFooter } from './footer.ts'

/** A key-value pair of the file's metadata. */
export interface MetadataDescription {
  readonly key: string
  /** Length of the value. */
  readonly bytes: number
  /** The value, cut to {@link PREVIEW_CHARACTERS}. */
  readonly preview: string
}

/** Characters of a metadata value that a description shows. */
export const PREVIEW_CHARACTERS = 200

/** Describes a key-value pair. */
export function describeKeyValue({ key, value }: KeyValue): MetadataDescription {
  // Not between the halves of a character.
  const preview = value.slice(0, PREVIEW_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')
  return { key, bytes: Buffer.byteLength(value), preview: preview === value ? value : `${preview}…` }
}

/** A feature as the `huggingface` key has it. */
export interface FeatureDescription {
  readonly name: string
  /** Short: `Array2D(2, 3) float32`, `List<float32>[6]`, `Image`. */
  readonly type: string
}

const huggingfaceSchema = z.object({ info: z.object({ features: z.record(z.string(), z.json()) }) })

/** Reads the features of the `huggingface` key; undefined when there is none or it is damaged. */
export function describeFeatures(footer: ParquetFooter): FeatureDescription[] | undefined {
  const text = keyValue(footer, 'huggingface')
  if (text === undefined) return undefined
  const parsed = huggingfaceSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  return Object.entries(parsed.data.info.features).map(([name, feature]) => ({
    name,
    type: featureText(feature),
  }))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const featureSchema = z.object({
  _type: z.string(),
  dtype: z.string().optional(),
  shape: z.array(z.number().nullable()).optional(),
  feature: z.json().optional(),
  length: z.number().optional(),
})

/** A feature of Hugging Face datasets in few words; lists before datasets 4 are called Sequence. */
function featureText(feature: z.infer<ReturnType<typeof z.json>>): string {
  const { data } = featureSchema.safeParse(feature)
  if (data !== undefined) {
    const { _type: type, dtype, shape, feature: element, length = -1 } = data
    if (type === 'Value' && dtype !== undefined) return dtype
    if (shape !== undefined)
      return `${type}(${shape.map(String).join(', ')})${dtype === undefined ? '' : ` ${dtype}`}`
    return element === undefined ? type : `${type}<${featureText(element)}>${length < 0 ? '' : `[${length}]`}`
  }
  if (Array.isArray(feature)) return `List<${feature.map(featureText).join(', ')}>`
  if (typeof feature !== 'object' || feature === null) return String(feature)
  const fields = Object.entries(feature).map(([name, field]) => `${name}: ${featureText(field)}`)
  return `{${fields.join(', ')}}`
}
