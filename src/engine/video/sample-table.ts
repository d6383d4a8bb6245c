import {
  bodyOf,
  checkSampleCount,
  entryCount,
  findBox,
  invalidMp4,
  readUint64,
  requireBox,
  type Box,
} from './boxes.ts'
import { severalEntries, type Samples } from './samples.ts'

/**
 * Reads the sample tables of a track (`stbl`): sizes from `stsz` or `stz2`, places from `stsc` with `stco` or
 * `co64`, times from `stts` with `ctts`, keyframes from `stss`. The tables must agree on the number of samples,
 * and a file of `fileBytes` must have room for them. Throws `MP4_INVALID`, or `MP4_UNSUPPORTED` when the samples
 * use several sample entries.
 */
export function readSampleTable(stbl: Box, fileBytes: number): Samples {
  const sizes = readSizes(stbl, fileBytes)
  const { offsets, description } = readOffsets(stbl, sizes)
  const { ticks, duration } = readDecodeTimes(stbl, sizes.length)
  const firstDelay = addCompositionOffsets(stbl, ticks)
  const sync = readSync(stbl, sizes.length)
  return { offsets, sizes, sync, ticks, firstDelay, duration, description }
}

function readSizes(stbl: Box, fileBytes: number): Uint32Array {
  const stsz = findBox(stbl, 'stsz')
  if (stsz === undefined) return readCompactSizes(requireBox(stbl, 'stz2'))
  const body = bodyOf(stsz, 12)
  const size = body.getUint32(4)
  if (size !== 0) return equalSizes(stbl.path, size, body.getUint32(8), fileBytes)
  const sizes = new Uint32Array(checkSampleCount(stbl.path, entryCount(stsz, 8, 4)))
  for (let i = 0; i < sizes.length; i++) sizes[i] = body.getUint32(12 + 4 * i)
  return sizes
}

/** One size for all samples: the only table whose count no table length bounds, so the file has to. */
function equalSizes(path: string, size: number, count: number, fileBytes: number): Uint32Array {
  if (size * count <= fileBytes) return new Uint32Array(checkSampleCount(path, count)).fill(size)
  throw invalidMp4(path, `cut off: ${count} samples of ${size} bytes in a file of ${fileBytes}`)
}

/** `stz2`: 4, 8 or 16 bits a size. */
function readCompactSizes(stz2: Box): Uint32Array {
  const body = bodyOf(stz2, 12)
  const bits = body.getUint8(7)
  if (bits !== 4 && bits !== 8 && bits !== 16) throw invalidMp4(stz2.path, `stz2 has sizes of ${bits} bits`)
  const sizes = new Uint32Array(checkSampleCount(stz2.path, entryCount(stz2, 8, bits / 8)))
  for (let i = 0; i < sizes.length; i++) {
    if (bits === 16) sizes[i] = body.getUint16(12 + 2 * i)
    else if (bits === 8) sizes[i] = body.getUint8(12 + i)
    else sizes[i] = (body.getUint8(12 + (i >> 1)) >> (i % 2 === 0 ? 4 : 0)) & 15
  }
  return sizes
}

/** Samples lie in chunks one behind the other; `stsc` says, for runs of chunks, how many samples each has. */
function readOffsets(stbl: Box, sizes: Uint32Array): { offsets: Float64Array; description: number } {
  const stsc = requireBox(stbl, 'stsc')
  const runs = entryCount(stsc, 4, 12)
  const chunks = readChunkOffsets(stbl)
  const offsets = new Float64Array(sizes.length)
  let description = 0
  let sample = 0
  for (let run = 0; run < runs; run++) {
    const at = 8 + 12 * run
    const firstChunk = stsc.body.getUint32(at)
    const endChunk = run + 1 < runs ? stsc.body.getUint32(at + 12) : chunks.length + 1
    if (firstChunk >= endChunk || (run === 0 && firstChunk !== 1)) {
      throw invalidMp4(stbl.path, `entry ${run} of stsc covers the chunks ${firstChunk} to ${endChunk - 1}`)
    }
    if (endChunk > chunks.length + 1) {
      throw invalidMp4(stbl.path, `stsc speaks of chunk ${endChunk - 1}, there are ${chunks.length}`)
    }
    const samplesPerChunk = stsc.body.getUint32(at + 4)
    const entry = stsc.body.getUint32(at + 8)
    if (description !== 0 && entry !== description) throw severalEntries(stbl.path, description, entry)
    description = entry
    if (sample + samplesPerChunk * (endChunk - firstChunk) > sizes.length) {
      throw disagree(stbl.path, 'stsc and the chunk offsets', 'more', sizes.length)
    }
    for (let chunk = firstChunk; chunk < endChunk; chunk++) {
      let offset = chunks[chunk - 1]!
      for (const end = sample + samplesPerChunk; sample < end; sample++) {
        offsets[sample] = offset
        offset += sizes[sample]!
      }
    }
  }
  if (sample < sizes.length) throw disagree(stbl.path, 'stsc and the chunk offsets', sample, sizes.length)
  return { offsets, description }
}

function readChunkOffsets(stbl: Box): Float64Array {
  const stco = findBox(stbl, 'stco')
  const table = stco ?? requireBox(stbl, 'co64')
  const offsets = new Float64Array(
    checkSampleCount(stbl.path, entryCount(table, 4, stco === undefined ? 8 : 4)),
  )
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = stco === undefined ? readUint64(table.body, 8 + 8 * i) : table.body.getUint32(8 + 4 * i)
  }
  return offsets
}

function readDecodeTimes(stbl: Box, count: number): { ticks: Float64Array; duration: number } {
  const stts = requireBox(stbl, 'stts')
  const ticks = new Float64Array(count)
  let duration = 0
  forEachRun(stts, count, (start, end, delta) => {
    for (let i = start; i < end; i++, duration += delta) ticks[i] = duration
  })
  return { ticks, duration }
}

/** Adds `ctts`, when there is one, and returns the offset of the first sample. */
function addCompositionOffsets(stbl: Box, ticks: Float64Array): number {
  const ctts = findBox(stbl, 'ctts')
  if (ctts === undefined) return 0
  let first = 0
  forEachRun(ctts, ticks.length, (start, end, value) => {
    // Version 0 says unsigned, but writers put negative offsets there too: nobody delays a frame by 2^31 ticks.
    const offset = value | 0
    if (start === 0) first = offset
    for (let i = start; i < end; i++) ticks[i]! += offset
  })
  return first
}

/** The runs `[start, end)` of samples that share one value: the form of `stts` and `ctts`. */
function forEachRun(
  table: Box,
  count: number,
  visit: (start: number, end: number, value: number) => void,
): void {
  const runs = entryCount(table, 4, 8)
  let start = 0
  for (let run = 0; run < runs; run++) {
    const end = start + table.body.getUint32(8 + 8 * run)
    if (end > count) throw disagree(table.path, table.type, 'more', count)
    if (end > start) visit(start, end, table.body.getUint32(12 + 8 * run))
    start = end
  }
  if (start < count) throw disagree(table.path, table.type, start, count)
}

function readSync(stbl: Box, count: number): Uint8Array {
  const sync = new Uint8Array(count)
  const stss = findBox(stbl, 'stss')
  if (stss === undefined) return sync.fill(1)
  for (let i = 0, n = entryCount(stss, 4, 4); i < n; i++) {
    const sample = stss.body.getUint32(8 + 4 * i)
    if (sample < 1 || sample > count)
      throw invalidMp4(stbl.path, `stss speaks of sample ${sample} of ${count}`)
    sync[sample - 1] = 1
  }
  return sync
}

function disagree(path: string, table: string, has: number | 'more', count: number) {
  return invalidMp4(path, `${table} describe ${has} samples, the size table ${count}`)
}
