import { z } from 'zod'
import type { KeyValue } from './footer.ts'

/** The metadata key under which pandas keeps its index and dtypes, as JSON. */
export const PANDAS_KEY = 'pandas'
/** As in arrow-schema.ts, which would bring the whole Arrow library along. */
const ARROW_SCHEMA_KEY = 'ARROW:schema'

const rangeSchema = z.object({
  kind: z.literal('range'),
  name: z.string().nullish(),
  start: z.int(),
  stop: z.int(),
  step: z.int(),
})
/** A RangeIndex: kept as three numbers, not as a column. Half-open. */
export type RangeIndex = z.infer<typeof rangeSchema>

const pandasSchema = z.object({
  /** Columns that become the index again, by their name in the file, or a range. */
  index_columns: z.array(z.union([z.string(), rangeSchema])),
  columns: z.array(
    z.object({
      name: z.string().nullish(),
      field_name: z.string().nullish(),
      numpy_type: z.string().nullish(),
    }),
  ),
})
/** What we need of pandas' own metadata (https://pandas.pydata.org/docs/development/developer.html). */
export type PandasMetadata = z.infer<typeof pandasSchema>

/** Reads pandas' metadata; undefined when it is damaged. */
export function parsePandasMetadata(text: string): PandasMetadata | undefined {
  return pandasSchema.safeParse(parseJson(text)).data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How many labels a range has. */
export function rangeLength({ start, stop, step }: RangeIndex): number {
  return step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step))
}

/**
 * Adapts pandas' metadata to the first `rows` of `rowsBefore` rows: only the `stop` of a RangeIndex changes, so
 * that the rows keep their labels. Left alone, pandas would see that the range does not fit and number the rows
 * from 0, without the index's name. The copy inside `ARROW:schema`, which is the one that Arrow goes by, is changed
 * in place. Everything else stays as it is byte for byte, and so does a range that did not fit before.
 */
export function shortenPandasRange(
  keyValues: readonly KeyValue[],
  rowsBefore: number,
  rows: number,
): readonly KeyValue[] {
  const text = keyValues.find(({ key }) => key === PANDAS_KEY)?.value
  const shorter = text === undefined ? undefined : shortenRange(text, rowsBefore, rows)
  if (text === undefined || shorter === undefined) return keyValues
  return keyValues.map(({ key, value }) => {
    if (key === PANDAS_KEY) return { key, value: shorter }
    return key === ARROW_SCHEMA_KEY ? { key, value: replaceInBase64(value, text, shorter) } : { key, value }
  })
}

/** A range as pandas writes it; the name is captured as it stands, quotes and escapes included. */
const rangeText =
  /\{"kind":\s*"range",\s*"name":\s*(null|"(?:[^"\\]|\\.)*"),\s*"start":\s*-?\d+,\s*"stop":\s*-?\d+,\s*"step":\s*-?\d+\}/

/** The same JSON text with another `stop`, padded with spaces to the same length in bytes; undefined when it cannot be. */
function shortenRange(text: string, rowsBefore: number, rows: number): string | undefined {
  const ranges = parsePandasMetadata(text)?.index_columns.filter((column) => typeof column === 'object')
  const range = ranges?.length === 1 ? ranges[0] : undefined
  if (range === undefined || rows === rowsBefore || rangeLength(range) !== rowsBefore) return undefined
  const stop = range.start + rows * range.step
  const edited = text.replace(rangeText, (_, name: string) => {
    // Python writes spaces, so that there is room for a longer number.
    return `{"kind":"range","name":${name},"start":${range.start},"stop":${stop},"step":${range.step}}`
  })
  const padded = edited + ' '.repeat(Math.max(0, text.length - edited.length))
  const now = parsePandasMetadata(padded)?.index_columns.find((column) => typeof column === 'object')
  return padded.length === text.length && now?.stop === stop ? padded : undefined
}

/** An IPC message holds its texts as they are; one of equal length leaves every offset in it right. */
function replaceInBase64(encoded: string, from: string, to: string): string {
  const message = Buffer.from(encoded, 'base64')
  const at = message.indexOf(from)
  if (at < 0) return encoded
  message.write(to, at)
  return message.toString('base64')
}
