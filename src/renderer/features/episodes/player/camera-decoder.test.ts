import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CameraDecoder } from './camera-decoder.ts'
import { isUndecodable } from './camera-failure.ts'
import { FrameCache } from './frame-cache.ts'
import type { VideoFile } from './video-file.ts'

const FRAME_BYTES = 10
const window = { start: 20, end: 80 }

interface Packet {
  readonly type: 'key' | 'delta'
  readonly data: number
}

interface FakeDecoderInit {
  readonly output: (picture: unknown) => void
  readonly error: (error: DOMException) => void
}

/** Gives a picture a task after its packet, in order. */
class FakeDecoder extends EventTarget {
  state = 'unconfigured'
  decodeQueueSize = 0
  /** What decoding fails with, instead of giving a picture. */
  static failure: DOMException | undefined
  readonly #output: (picture: unknown) => void
  readonly #error: (error: DOMException) => void
  #idle = Promise.resolve()

  constructor({ output, error }: FakeDecoderInit) {
    super()
    this.#output = output
    this.#error = error
  }

  configure(): void {
    this.state = 'configured'
  }

  decode({ timestamp }: { readonly timestamp: number }): void {
    this.decodeQueueSize++
    this.#idle = this.#idle.then(async () => {
      await new Promise((resolve) => setTimeout(resolve))
      this.decodeQueueSize--
      if (this.state === 'closed') return
      if (FakeDecoder.failure !== undefined) {
        this.state = 'closed'
        this.#error(FakeDecoder.failure)
        return
      }
      this.#output({ timestamp, allocationSize: () => FRAME_BYTES, close: () => undefined })
      this.dispatchEvent(new Event('dequeue'))
    })
  }

  flush(): Promise<void> {
    return this.#idle
  }

  close(): void {
    this.state = 'closed'
  }
}

class FakeChunk {
  readonly timestamp: number

  constructor({ timestamp }: { readonly timestamp: number }) {
    this.timestamp = timestamp
  }
}

/** 100 frames in order, every so many of them a key frame. */
function fakeFile(keyEvery: number): VideoFile {
  const packet = (frame: number): Packet => ({ type: frame % keyEvery === 0 ? 'key' : 'delta', data: frame })
  const keyBefore = (frame: number): number => frame - (frame % keyEvery)
  return {
    config: { codec: 'av01.0.04M.08' },
    frameOf: ({ data }: Packet) => data,
    keyPacket: (frame: number) => Promise.resolve(packet(keyBefore(frame))),
    keyFrame: (frame: number) => Promise.resolve(keyBefore(frame)),
    next: ({ data }: Packet) => Promise.resolve(data === 99 ? null : packet(data + 1)),
  } as unknown as VideoFile
}

beforeEach(() => {
  vi.stubGlobal('VideoDecoder', FakeDecoder)
  vi.stubGlobal('EncodedVideoChunk', FakeChunk)
})
afterEach(() => {
  FakeDecoder.failure = undefined
  vi.unstubAllGlobals()
})

function decoderOf(keyEvery: number, frames: number) {
  let onChange = (): void => undefined
  const lease = { file: Promise.resolve(fakeFile(keyEvery)), release: () => undefined }
  const decoder = new CameraDecoder(lease, window, new FrameCache(frames * FRAME_BYTES), () => {
    onChange()
  })
  const seen = (frame: number) =>
    new Promise<void>((resolve, reject) => {
      onChange = () => {
        if (decoder.error instanceof Error) reject(decoder.error)
        else if (decoder.picture(frame) !== undefined) resolve()
      }
      onChange()
    })
  return { decoder, seen }
}

test('gives every frame that is wanted, in whatever order, though there is room for a few only', async () => {
  const wish = fc.record({
    // Few, so that many come again.
    frame: fc.constantFrom(20, 21, 30, 34, 45, 46, 60, 70, 79),
    direction: fc.constantFrom(1 as const, -1 as const),
    ahead: fc.integer({ min: 0, max: 8 }),
    // Whether to wait for it before the next wish.
    isAwaited: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(wish, { minLength: 1, maxLength: 30, size: 'max' }),
      fc.constantFrom(1, 2, 10),
      fc.integer({ min: 4, max: 12 }),
      async (wishes, keyEvery, frames) => {
        const { decoder, seen } = decoderOf(keyEvery, frames)
        for (const { isAwaited, ...wanted } of [...wishes, { ...wishes[0]!, isAwaited: true }]) {
          decoder.want(wanted)
          if (isAwaited) await seen(wanted.frame)
        }
        decoder.close()
      },
    ),
    { numRuns: 150, seed: 7 },
  )
})

test('gives a frame again that had to make room while its run went on', async () => {
  const { decoder, seen } = decoderOf(2, 4)
  for (const frame of [40, 60, 70, 40]) {
    decoder.want({ frame, direction: 1, ahead: 6 })
    await seen(frame)
  }
  decoder.close()
})

test.each([
  ['EncodingError', true],
  ['NotSupportedError', true],
  // Nothing is the matter with the video: the browser needed the decoder elsewhere.
  ['QuotaExceededError', false],
])('says of a decoder that ends by %s that its codec cannot be decoded: %s', async (name, isSo) => {
  FakeDecoder.failure = new DOMException('Decoding error.', name)
  const { decoder, seen } = decoderOf(2, 4)
  decoder.want({ frame: 40, direction: 1, ahead: 6 })
  await expect(seen(40)).rejects.toThrow('Decoding error.')
  expect(isUndecodable(decoder.error)).toBe(isSo)
  expect(decoder.error).toMatchObject(isSo ? { codec: 'av01.0.04M.08' } : { name })
})
