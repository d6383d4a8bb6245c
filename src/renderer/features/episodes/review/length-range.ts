/** Frames, both ends included. */
export interface LengthRange {
  readonly least: number
  readonly most: number
}

/** Reads lengths in frames as typed: `300`, `100-300`, `>300`, `<100`, `>=300`; undefined for anything else. */
export function parseLengths(text: string): LengthRange | undefined {
  const trimmed = text.replace(/\s+/g, '')
  if (trimmed === '') return { least: 0, most: Infinity }
  const match = /^(?:(\d{1,12})(?:[-–](\d{1,12}))?|([<>])(=?)(\d{1,12}))$/.exec(trimmed)
  if (match === null) return undefined
  const [, first, last, sign, orEqual, limit] = match
  if (first !== undefined) return { least: Number(first), most: Number(last ?? first) }
  const step = orEqual === '=' ? 0 : 1
  return sign === '>'
    ? { least: Number(limit) + step, most: Infinity }
    : { least: 0, most: Number(limit) - step }
}
