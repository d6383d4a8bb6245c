import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** One frame of an MP4 file. */
export interface Packet {
  /** When it is shown, in seconds on the file's timeline. */
  readonly seconds: number
  readonly isKeyframe: boolean
  /** sha256 of its bytes. */
  readonly digest: string
}

/** What a plain MP4 file's sample table says, read without the engine. */
export interface Mp4 {
  readonly timescale: number
  /** Frames in the order they are shown. */
  readonly packets: readonly Packet[]
  /** Entries of `stts`: one means a constant frame rate. */
  readonly durationRuns: number
  /** The sample entry box, codec parameters included. */
  readonly sampleEntry: Buffer
}

/** Reads the only video track of an unfragmented MP4 file. */
export async function readMp4(path: string): Promise<Mp4> {
  const file = await readFile(path)
  const trak = inside(file, ['moov', 'trak'])
  const table = inside(trak, ['mdia', 'minf', 'stbl'])
  const mdhd = inside(trak, ['mdia', 'mdhd'])
  const timescale = mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12)
  const sizes = sampleSizes(inside(table, ['stsz']))
  const offsets = sampleOffsets(table, sizes)
  const keyframes = new Set(numbers(find(table, 'stss') ?? Buffer.alloc(8), 4, 1).flat())
  const allKeyframes = find(table, 'stss') === undefined
  const stts = numbers(inside(table, ['stts']), 4, 2)
  const times = presentationTicks(stts, compositionOffsets(find(table, 'ctts')))
  const shift = editStart(find(trak, 'edts'))
  const packets = sizes.map((size, i) => ({
    seconds: (times[i]! - shift) / timescale,
    isKeyframe: allKeyframes || keyframes.has(i + 1),
    digest: createHash('sha256')
      .update(file.subarray(offsets[i], offsets[i]! + size))
      .digest('hex'),
  }))
  const stsd = inside(table, ['stsd'])
  return {
    timescale,
    packets: packets.sort((a, b) => a.seconds - b.seconds),
    durationRuns: stts.length,
    sampleEntry: stsd.subarray(8),
  }
}

/** The body of a box at the end of a way down. */
export function inside(bytes: Buffer, way: readonly string[]): Buffer {
  return way.reduce((body, type) => {
    const box = find(body, type)
    if (box === undefined) throw new Error(`no box ${type}`)
    return box
  }, bytes)
}

/** The body of the first box of a type, as a view of the bytes given; undefined when there is none. */
export function find(bytes: Buffer, type: string): Buffer | undefined {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    const header = size === 1 ? 16 : 8
    const length = size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? bytes.length - at : size
    if (bytes.toString('latin1', at + 4, at + 8) === type) return bytes.subarray(at + header, at + length)
    at += length
  }
  return undefined
}

/** The rows of a table: its count at `at`, then `width` numbers of 32 bits for each entry. */
function numbers(box: Buffer, at: number, width: number): number[][] {
  return Array.from({ length: box.readUInt32BE(at) }, (_, row) =>
    Array.from({ length: width }, (_, i) => box.readUInt32BE(at + 4 + 4 * (row * width + i))),
  )
}

function sampleSizes(stsz: Buffer): number[] {
  const fixed = stsz.readUInt32BE(4)
  if (fixed === 0) return numbers(stsz, 8, 1).flat()
  return new Array<number>(stsz.readUInt32BE(8)).fill(fixed)
}

function sampleOffsets(table: Buffer, sizes: readonly number[]): number[] {
  const co64 = find(table, 'co64')
  const chunks =
    co64 === undefined
      ? numbers(inside(table, ['stco']), 4, 1).flat()
      : numbers(co64, 4, 2).map(([high, low]) => high! * 2 ** 32 + low!)
  const runs = numbers(inside(table, ['stsc']), 4, 3)
  const offsets: number[] = []
  chunks.forEach((start, chunk) => {
    const perChunk = runs.findLast(([first]) => first! <= chunk + 1)![1]!
    let at = start
    for (let i = 0; i < perChunk; i++) {
      offsets.push(at)
      at += sizes[offsets.length - 1]!
    }
  })
  return offsets
}

function compositionOffsets(ctts: Buffer | undefined): number[] {
  if (ctts === undefined) return []
  return numbers(ctts, 4, 2).flatMap(([count, offset]) => new Array<number>(count!).fill(offset! | 0))
}

function presentationTicks(stts: readonly number[][], offsets: readonly number[]): number[] {
  const ticks: number[] = []
  let decode = 0
  for (const [count, delta] of stts) {
    for (let i = 0; i < count!; i++, decode += delta!) ticks.push(decode + (offsets[ticks.length] ?? 0))
  }
  return ticks
}

/** Media time at which the presentation begins. */
function editStart(edts: Buffer | undefined): number {
  const elst = edts === undefined ? undefined : find(edts, 'elst')
  if (elst === undefined || elst.readUInt32BE(4) === 0) return 0
  const time = elst[0] === 1 ? Number(elst.readBigInt64BE(16)) : elst.readInt32BE(12)
  return Math.max(0, time)
}
