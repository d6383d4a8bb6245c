import { decompress, isNativeCodec } from './codec.ts'
import { ForeignEncoding } from './decode.ts'
import { bitWidth, decodeHybrid } from './levels.ts'
import { encoding, readPage } from './pages.ts'
import type { SchemaNode } from './schema.ts'

/**
 * How many rows begin in a data page of a repeating column, from its repetition levels alone. `page` is a whole page with its
 * header. Throws {@link ForeignEncoding} where decoding would, and a plain Error for damage.
 */
export function rowsBegun(page: Uint8Array, leaf: SchemaNode, codec: number, path: string): number {
  const header = readPage(page, 0, path)
  if (header.kind !== 'v1' && header.kind !== 'v2') return 0
  const { body, values } = header
  const stored = page.subarray(body.start, body.end)
  const levels = new Uint8Array(values)
  decodeHybrid(
    header.kind === 'v2'
      ? stored.subarray(0, header.repetitionBytes)
      : firstLevels(stored, header.levelEncodings[1], codec, body.uncompressed),
    bitWidth(leaf.maxRepetition),
    values,
    levels,
    0,
  )
  let rows = 0
  for (let i = 0; i < values; i++) if (levels[i] === 0) rows++
  return rows
}

/** v1: compressed together with the values, behind their own length. */
function firstLevels(
  stored: Uint8Array,
  levelEncoding: number | undefined,
  codec: number,
  uncompressed: number,
): Uint8Array {
  if (!isNativeCodec(codec)) throw new ForeignEncoding(`codec ${codec}`)
  if (levelEncoding !== encoding.rle) throw new ForeignEncoding('bit-packed levels')
  const body = decompress(codec, stored, uncompressed)
  if (body.length < 4) throw new Error('levels end early')
  const length = new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true)
  if (4 + length > body.length) throw new Error('levels end early')
  return body.subarray(4, 4 + length)
}
