/** A stored depth picture, row by row from the top. */
export interface DepthImage {
  readonly width: number
  readonly height: number
  /** Distances in the unit of their camera; 0 and NaN are pixels that have none. */
  readonly values: ArrayLike<number>
}

/** Far beyond any camera; a hostile file could else ask for all memory. */
const MAX_PIXELS = 1 << 26

/**
 * Decodes a PNG or TIFF of numbers with all their bits, which browsers show with eight of them or not at all. Of
 * several channels the first is taken. Undefined for other kinds of files. Throws for a damaged one.
 */
export async function decodeDepth(bytes: Uint8Array): Promise<DepthImage | undefined> {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) return decodePng(bytes)
  if (startsWith(bytes, [0x49, 0x49, 42, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, 42]))
    return decodeTiff(bytes)
  return undefined
}

async function decodePng(bytes: Uint8Array): Promise<DepthImage> {
  const { decode } = await import('fast-png')
  // Its header stands at the same place in every PNG.
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < 24) throw new Error('The PNG is cut off.')
  refuseHuge(header.getUint32(16), header.getUint32(20))
  const { width, height, data, channels } = decode(bytes)
  return { width, height, values: firstChannel(data, channels) }
}

async function decodeTiff(bytes: Uint8Array): Promise<DepthImage> {
  const { decode } = await import('tiff')
  const [header] = decode(bytes, { pages: [0], ignoreImageData: true })
  if (header === undefined) throw new Error('The TIFF holds no picture.')
  refuseHuge(header.width, header.height)
  const [{ width, height, data, components }] = decode(bytes, { pages: [0] }) as [typeof header]
  return { width, height, values: firstChannel(data, components) }
}

function refuseHuge(width: number, height: number): void {
  if (!(width * height <= MAX_PIXELS)) throw new Error(`A picture of ${width} × ${height} is too large.`)
}

function firstChannel(data: ArrayLike<number>, channels: number): ArrayLike<number> {
  if (channels === 1) return data
  return Float64Array.from({ length: Math.floor(data.length / channels) }, (_, i) => data[i * channels]!)
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte)
}
