import { numericValues } from './column.ts'
import type { LeafValues } from './leaf.ts'
import type { SchemaNode } from './schema.ts'

/**
 * Present values of a leaf as the numbers they mean: Parquet stores unsigned integers as signed ones of the same bits, and
 * half floats as two bytes. Integers beyond 2^53 lose precision; text has no numbers.
 */
export function leafNumbers(leaf: SchemaNode, values: LeafValues): ReturnType<typeof numericValues> {
  if ('kind' in values && values.kind === 'fixed' && leaf.logical === 'FLOAT16')
    return halfFloats(values.bytes)
  const numbers = numericValues(values)
  const span = leaf.converted === 'UINT_32' ? 2 ** 32 : leaf.converted === 'UINT_64' ? 2 ** 64 : 0
  return span === 0 ? numbers : Float64Array.from(numbers, (value) => (value < 0 ? value + span : value))
}

function halfFloats(bytes: Uint8Array): Float32Array {
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => {
    const bits = bytes[2 * i]! | (bytes[2 * i + 1]! << 8)
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent < 31
          ? (1 + fraction / 1024) * 2 ** (exponent - 15)
          : fraction === 0
            ? Infinity
            : NaN
    return bits & 0x8000 ? -size : size
  })
}
