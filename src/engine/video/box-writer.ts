/** A box: its size, its type, and its parts one behind the other. */
export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 8))
  new DataView(bytes.buffer).setUint32(0, bytes.length)
  bytes.set(ascii(type), 4)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A "full box": a version and 24 flags come first. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return box(type, u32(version * 2 ** 24 + flags), ...parts)
}

/** One or more 16-bit fields, big-endian like all of MP4. */
export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => {
    view.setUint16(2 * i, value)
  })
  return bytes
}

/** One or more 32-bit fields. */
export function u32(...values: readonly number[]): Uint8Array {
  return u32Table(values)
}

/** A table of 32-bit fields. */
export function u32Table(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setUint32(4 * i, values[i]!)
  return bytes
}

/** A 64-bit field. */
export function u64(value: number): Uint8Array {
  return u64Table([value])
}

/** A table of 64-bit fields. */
export function u64Table(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 8)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < values.length; i++) view.setBigUint64(8 * i, BigInt(values[i]!))
  return bytes
}

/** Characters, one byte each, without an end mark. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** Reserved bytes. */
export function zeros(count: number): Uint8Array {
  return new Uint8Array(count)
}
