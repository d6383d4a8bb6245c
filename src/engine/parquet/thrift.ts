import { EngineError } from '#shared/errors.ts'
import { GrowingBytes } from './growing-bytes.ts'

/**
 * The Thrift compact protocol, as far as Parquet footers and page headers use it
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 * Integers are JavaScript numbers: every length and offset of a file fits in 2^53.
 */
export const thriftType = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const

const MAX_DEPTH = 32

/** Behind the last field of a struct. Field numbers are 16-bit signed: none is as large. */
export const NO_FIELD = 0x8000

/**
 * A cursor over Thrift bytes. It reads in place and allocates nothing but what its callers keep.
 * Every method throws `PARQUET_INVALID` past the end.
 */
export class ThriftReader {
  readonly bytes: Uint8Array
  position: number
  /** Type of the field that {@link nextField} came to last. */
  fieldType = 0
  readonly #path: string

  constructor(bytes: Uint8Array, position: number, path: string) {
    this.bytes = bytes
    this.position = position
    this.#path = path
  }

  fail(what: string): never {
    throw new EngineError('PARQUET_INVALID', `${this.#path}: ${what} at metadata byte ${this.position}`, {
      hint: 'The file is damaged or was cut off while it was written. Leave it out or restore it from a backup.',
    })
  }

  byte(): number {
    const value = this.bytes[this.position]
    if (value === undefined) this.fail('metadata ends early')
    this.position++
    return value
  }

  varint(): number {
    const first = this.byte()
    if (first < 0x80) return first
    let result = first & 0x7f
    let scale = 128
    for (let i = 1; i < 10; i++) {
      const byte = this.byte()
      result += (byte & 0x7f) * scale
      if (byte < 0x80) return result
      scale *= 128
    }
    this.fail('an integer is too long')
  }

  /** A zigzag integer: i16, i32 and i64 alike. */
  int(): number {
    const encoded = this.varint()
    return encoded % 2 === 0 ? encoded / 2 : -(encoded + 1) / 2
  }

  /** A length-prefixed byte string, as a view. */
  binary(): Uint8Array {
    const length = this.#skipBinary()
    return this.bytes.subarray(this.position - length, this.position)
  }

  string(): string {
    return decoder.decode(this.binary())
  }

  /** Reads a list header; returns the element count. Each element takes at least one byte. */
  list(): number {
    const header = this.byte()
    const count = header >> 4 === 15 ? this.varint() : header >> 4
    if (count > this.bytes.length - this.position) this.fail(`a list of ${count} elements does not fit`)
    return count
  }

  /**
   * Reads a struct's fields in order; `onField` must consume the field's value or call {@link skip}.
   */
  struct(onField: (id: number, type: number) => void): void {
    for (let id = this.nextField(0); id !== NO_FIELD; id = this.nextField(id)) onField(id, this.fieldType)
  }

  /**
   * The header of the struct's field behind field `before`, 0 for the first: its number, or {@link NO_FIELD} behind
   * the last one. Its type is {@link fieldType} until the next call. For structs that a file has by the million:
   * {@link struct} needs a function for each.
   */
  nextField(before: number): number {
    const header = this.byte()
    if (header === thriftType.stop) return NO_FIELD
    this.fieldType = header & 0x0f
    const id = header < 0x10 ? this.int() : before + (header >> 4)
    if (id >= NO_FIELD) this.fail(`field ${id}`)
    return id
  }

  skip(type: number, depth = 0): void {
    if (depth > MAX_DEPTH) this.fail('structures are nested too deeply')
    switch (type) {
      case thriftType.true:
      case thriftType.false:
        return
      case thriftType.byte:
        this.byte()
        return
      case thriftType.i16:
      case thriftType.i32:
      case thriftType.i64:
        while (this.byte() >= 0x80);
        return
      case thriftType.double:
        if (this.bytes.length - this.position < 8) this.fail('metadata ends early')
        this.position += 8
        return
      case thriftType.binary:
        this.#skipBinary()
        return
      case thriftType.list:
      case thriftType.set:
        this.#skipList(depth)
        return
      case thriftType.map:
        this.#skipMap(depth)
        return
      case thriftType.struct:
        for (let id = this.nextField(0); id !== NO_FIELD; id = this.nextField(id))
          this.skip(this.fieldType, depth + 1)
        return
      default:
        this.fail(`unknown Thrift type ${type}`)
    }
  }

  /** Returns the length of the byte string, which ends where the reader then stands. */
  #skipBinary(): number {
    const length = this.varint()
    if (length > this.bytes.length - this.position) this.fail(`a string of ${length} bytes does not fit`)
    this.position += length
    return length
  }

  #skipList(depth: number): void {
    const type = this.bytes[this.position]! & 0x0f
    const count = this.list()
    for (let i = 0; i < count; i++) this.#skipElement(type, depth)
  }

  #skipMap(depth: number): void {
    const count = this.varint()
    if (count === 0) return
    const types = this.byte()
    // A key and a value take at least a byte each.
    if (2 * count > this.bytes.length - this.position) this.fail(`a map of ${count} entries does not fit`)
    for (let i = 0; i < count; i++) {
      this.#skipElement(types >> 4, depth)
      this.#skipElement(types & 0x0f, depth)
    }
  }

  /** Inside containers a boolean takes a byte of its own. */
  #skipElement(type: number, depth: number): void {
    if (type === thriftType.true || type === thriftType.false) this.byte()
    else this.skip(type, depth + 1)
  }
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** Builds Thrift bytes in a buffer that grows. */
export class ThriftWriter extends GrowingBytes {
  #lastId = 0
  readonly #outerIds: number[] = []

  /** `capacity` in bytes; page headers are small and many. */
  constructor(capacity = 1 << 12) {
    super(capacity)
  }

  int(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  field(id: number, type: number): void {
    const delta = id - this.#lastId
    if (delta > 0 && delta <= 15) this.byte((delta << 4) | type)
    else {
      this.byte(type)
      this.int(id)
    }
    this.#lastId = id
  }

  intField(id: number, type: 'i16' | 'i32' | 'i64', value: number): void {
    this.field(id, thriftType[type])
    this.int(value)
  }

  binaryField(id: number, bytes: Uint8Array): void {
    this.field(id, thriftType.binary)
    this.binary(bytes)
  }

  stringField(id: number, text: string): void {
    this.binaryField(id, encoder.encode(text))
  }

  binary(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.append(bytes)
  }

  string(text: string): void {
    this.binary(encoder.encode(text))
  }

  listField(id: number, elementType: number, count: number): void {
    this.field(id, thriftType.list)
    if (count < 15) this.byte((count << 4) | elementType)
    else {
      this.byte(0xf0 | elementType)
      this.varint(count)
    }
  }

  /** Opens a struct that stands as a list element; a struct field is `field(id, struct)` and then this. */
  beginStruct(): void {
    this.#outerIds.push(this.#lastId)
    this.#lastId = 0
  }

  endStruct(): void {
    this.byte(thriftType.stop)
    this.#lastId = this.#outerIds.pop() ?? 0
  }
}
