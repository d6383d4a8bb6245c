import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CameraPixels } from './camera-pixels.ts'
import type { CameraPictures, Wanted } from './camera-pictures.ts'
import { PixelMemory } from './pixel-memory.ts'

let made = 0

class FakeImageData {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number

  constructor(width: number, height: number) {
    made++
    this.width = width
    this.height = height
    this.data = new Uint8ClampedArray(4)
  }
}

/** A decoder that has every frame; a picture's pixels are its number. */
class FakePictures implements CameraPictures<VideoFrame> {
  error: unknown
  wanted: Wanted | undefined
  copied: number[] = []
  size = { width: 640, height: 480 }
  canCopy = true

  picture(frame: number): VideoFrame {
    return {
      ...{ displayWidth: 640, displayHeight: 480, visibleRect: this.size, frame },
      copyTo: (to: Uint8ClampedArray) => {
        this.copied.push(frame)
        to[0] = frame
        return this.canCopy ? Promise.resolve() : Promise.reject(new Error('not this format'))
      },
    } as unknown as VideoFrame
  }

  want(wanted: Wanted): void {
    this.wanted = wanted
  }

  close(): void {
    this.wanted = undefined
  }
}

let inner: FakePictures
let memory: PixelMemory
let pixels: CameraPixels
const changed = vi.fn()

beforeEach(() => {
  vi.stubGlobal('ImageData', FakeImageData)
  made = 0
  inner = new FakePictures()
  memory = new PixelMemory()
  pixels = new CameraPixels(() => inner, memory, changed)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const shown = async (frame: number): Promise<number> =>
  vi.waitFor(() => (pixels.picture(frame) as ImageData).data[0]!)

test('has the pixels of the wanted frame and of those behind it, and says when', async () => {
  pixels.want({ frame: 5, direction: 1, ahead: 2 })
  expect(pixels.picture(5)).toBeUndefined()
  expect(await shown(5)).toBe(5)
  expect(changed).toHaveBeenCalled()
  expect(await shown(7)).toBe(7)
  expect(pixels.picture(8)).toBeUndefined()
  expect(inner.copied).toEqual([5, 6, 7])
})

test('uses the same memory again however many frames are shown, and makes no pixels twice', async () => {
  for (let frame = 0; frame < 100; frame++) {
    pixels.want({ frame, direction: 1, ahead: 32 })
    expect(await shown(frame)).toBe(frame)
  }
  expect(made).toBe(12)
  expect(inner.copied.length).toBe(new Set(inner.copied).size)
  pixels.want({ frame: 3, direction: -1, ahead: 6 })
  expect(await shown(3)).toBe(3)
  expect(made).toBe(12)
})

test('hands its memory on to the camera that comes after it', async () => {
  pixels.want({ frame: 5, direction: 1, ahead: 8 })
  await shown(13)
  pixels.close()
  pixels = new CameraPixels(() => inner, memory, changed)
  pixels.want({ frame: 7, direction: 1, ahead: 8 })
  expect(await shown(15)).toBe(15)
  expect(made).toBe(9)
})

test.each([
  ['cannot be had', () => (inner.canCopy = false)],
  ['are not square', () => (inner.size = { width: 720, height: 480 })],
])('gives pictures to be drawn where their pixels %s', async (_, make) => {
  make()
  pixels.want({ frame: 5, direction: 1, ahead: 0 })
  await vi.waitFor(() => {
    expect(pixels.picture(5)).toMatchObject({ frame: 5 })
  })
})
