import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { decodeDepth } from './depth-image.ts'

/** A little-endian TIFF of one strip. `format`: 1 for unsigned integers, 3 for floats. */
function tiff(width: number, height: number, bits: number, format: number, pixels: Uint8Array): Uint8Array {
  const entries = [
    [256, width],
    [257, height],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 8 + 2 + 9 * 12 + 4],
    [277, 1],
    [279, pixels.length],
    [339, format],
  ] as const
  const view = new DataView(new ArrayBuffer(8 + 2 + entries.length * 12 + 4 + pixels.length))
  view.setUint32(0, 0x49492a00)
  view.setUint32(4, 8, true)
  view.setUint16(8, entries.length, true)
  for (const [i, [tag, value]] of entries.entries()) {
    view.setUint16(10 + 12 * i, tag, true)
    view.setUint16(12 + 12 * i, 4, true)
    view.setUint32(14 + 12 * i, 1, true)
    view.setUint32(18 + 12 * i, value, true)
  }
  const bytes = new Uint8Array(view.buffer)
  bytes.set(pixels, bytes.length - pixels.length)
  return bytes
}

describe('stored depth', () => {
  it('keeps all bits of a PNG', async () => {
    const data = Uint16Array.of(0, 300, 65535, 1, 258, 4096)
    const png = encode({ width: 3, height: 2, data, depth: 16, channels: 1 })
    const image = await decodeDepth(png)
    expect([image?.width, image?.height, Array.from(image!.values)]).toEqual([3, 2, [...data]])
  })

  it('keeps all bits of a TIFF, integers and floats', async () => {
    const whole = Uint16Array.of(0, 300, 65535, 4096)
    const exact = Float32Array.of(0, 0.25, 5.05, NaN)
    const [a, b] = [
      await decodeDepth(tiff(2, 2, 16, 1, new Uint8Array(whole.buffer))),
      await decodeDepth(tiff(2, 2, 32, 3, new Uint8Array(exact.buffer))),
    ]
    expect(Array.from(a!.values)).toEqual([...whole])
    expect(Array.from(b!.values)).toEqual([...exact])
  })

  it('refuses what is damaged or far too large, and leaves other files alone', async () => {
    const png = encode({ width: 2, height: 1, data: Uint16Array.of(1, 2), depth: 16, channels: 1 })
    await expect(decodeDepth(png.subarray(0, 40))).rejects.toThrow()
    const huge = png.slice()
    new DataView(huge.buffer).setUint32(16, 1 << 20)
    new DataView(huge.buffer).setUint32(20, 1 << 20)
    await expect(decodeDepth(huge)).rejects.toThrow(/too large/)
    await expect(decodeDepth(tiff(1 << 20, 1 << 20, 16, 1, new Uint8Array(2)))).rejects.toThrow(/too large/)
    expect(await decodeDepth(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBeUndefined()
  })
})
