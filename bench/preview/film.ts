import { writeFile } from 'node:fs/promises'
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny'
import type { Page } from 'playwright-core'

/** What a made video shows. */
export interface Film {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly frames: number
  /** In the barcode of every picture. */
  readonly camera: number
  readonly dataset: number
}

/** Frames that are encoded in one go. */
const PART = 120

interface EncodedPart {
  /** A packet for each frame, in base64. */
  readonly packets: readonly string[]
  readonly codec: string
}

/**
 * Writes a video as recorders do: AV1, a key frame every other frame, a table in front. It shows things that move
 * before a background with the noise of a camera, and the barcode of the fixtures. Chromium encodes it: no other
 * program is needed. Throws where this Chromium has no encoder for AV1.
 */
export async function writeFilm(path: string, film: Film, page: Page): Promise<void> {
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target })
  const source = new EncodedVideoPacketSource('av1')
  output.addVideoTrack(source, { frameRate: film.fps })
  await output.start()
  for (let from = 0; from < film.frames; from += PART) {
    const count = Math.min(PART, film.frames - from)
    const part = await page.evaluate(encodePart, { film, from, count })
    for (const [i, packet] of part.packets.entries()) {
      const frame = from + i
      await source.add(
        new EncodedPacket(
          Buffer.from(packet, 'base64'),
          frame % 2 === 0 ? 'key' : 'delta',
          frame / film.fps,
          1 / film.fps,
        ),
        { decoderConfig: { codec: part.codec, codedWidth: film.width, codedHeight: film.height } },
      )
    }
  }
  await output.finalize()
  await writeFile(path, Buffer.from(target.buffer!))
}

/** Self-contained: it is run in a page. The first frame of a part is a key frame. */
async function encodePart({
  film: { width, height, fps, camera, dataset },
  from,
  count,
}: {
  readonly film: Film
  readonly from: number
  readonly count: number
}): Promise<EncodedPart> {
  const codec = 'av01.0.04M.08'
  // About the bytes that recorders spend at this size.
  const QUANTIZER = 44
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false })!
  let state = from + 1
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const drawBits = (value: number, bits: number, x: number, y: number): void => {
    for (let bit = 0; bit < bits; bit++) {
      context.fillStyle = (value >> (bits - 1 - bit)) % 2 === 1 ? '#fff' : '#000'
      context.fillRect(x + bit * 8, y, 8, 16)
    }
  }
  const noise = context.createImageData(width, height)
  const draw = (frame: number): void => {
    for (let at = 0; at < noise.data.length; at += 4) {
      const x = (at >> 2) % width
      const y = Math.floor((at >> 2) / width)
      const table = 96 + 24 * Math.sin(x / 37 + camera) + 24 * Math.sin(y / 23) + ((x >> 5) + (y >> 5)) * 2
      const value = table + (random() - 0.5) * 8
      noise.data[at] = value
      noise.data[at + 1] = value * 0.9
      noise.data[at + 2] = value * 0.8
      noise.data[at + 3] = 255
    }
    context.putImageData(noise, 0, 0)
    for (let joint = 0; joint < 7; joint++) {
      context.fillStyle = `hsl(${joint * 50} 60% 50%)`
      context.beginPath()
      const x = width / 2 + width * 0.35 * Math.sin(frame / 19 + joint)
      const y = height / 2 + height * 0.35 * Math.cos(frame / 23 + joint * 2 + camera)
      context.ellipse(x, y, 60, 34, frame / 11 + joint, 0, 2 * Math.PI)
      context.fill()
    }
    drawBits(frame, 16, 0, 0)
    drawBits(camera, 4, 0, 16)
    drawBits(dataset, 4, 32, 16)
  }
  const packets: string[] = []
  let failed: unknown
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength)
      chunk.copyTo(bytes)
      packets.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')))
    },
    error: (error) => {
      failed = error
    },
  })
  encoder.configure({ codec, width, height, framerate: fps, bitrateMode: 'quantizer' })
  for (let frame = from; frame < from + count && failed === undefined; frame++) {
    draw(frame)
    const picture = new VideoFrame(canvas, { timestamp: (frame * 1e6) / fps })
    encoder.encode(picture, {
      keyFrame: frame % 2 === 0,
      av1: { quantizer: QUANTIZER },
    })
    picture.close()
    while (encoder.encodeQueueSize > 4)
      await new Promise((resolve) => {
        encoder.addEventListener('dequeue', resolve, { once: true })
      })
  }
  await encoder.flush()
  encoder.close()
  if (packets.length !== count) throw new Error(`no AV1 from this Chromium: ${String(failed)}`)
  return { packets, codec }
}
