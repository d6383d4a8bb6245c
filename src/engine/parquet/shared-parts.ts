import type { ThriftReader } from './thrift.ts'

/** What the parsed parts of one kind may take at the most: parts of footers, so a small multiple of their bytes. */
const MAX_PARTS = 16
const MAX_PART_BYTES = 1 << 20

/**
 * Parts of footers that every file of a kind has alike, such as the schema: parsed once and shared. Keeps the last
 * few. 320 opened datasets would else hold 120 000 nodes of equal schemas.
 */
export class SharedParts<T> {
  #recent: { readonly bytes: Uint8Array; readonly part: T }[] = []

  /**
   * The part at the reader, which then stands behind it. `parse` reads it where it is new; what it returns must not
   * refer to the reader's bytes. Thrift values say themselves where they end: equal bytes are an equal whole.
   */
  read(reader: ThriftReader, parse: () => T): T {
    const known = this.#recent.find(({ bytes }) => beginsWith(reader, bytes))
    if (known !== undefined) {
      reader.position += known.bytes.length
      return known.part
    }
    const start = reader.position
    const part = parse()
    if (reader.position - start <= MAX_PART_BYTES) {
      this.#recent = [
        { bytes: reader.bytes.slice(start, reader.position), part },
        ...this.#recent.slice(0, MAX_PARTS - 1),
      ]
    }
    return part
  }
}

function beginsWith({ bytes, position }: ThriftReader, part: Uint8Array): boolean {
  if (part.length > bytes.length - position) return false
  return Buffer.compare(bytes.subarray(position, position + part.length), part) === 0
}
