import {
  bodyOf,
  checkSampleCount,
  childBoxes,
  flagsOf,
  invalidMp4,
  readUint64,
  requireBox,
  versionOf,
  type Box,
} from './boxes.ts'
import type { MovieFragment } from './movie.ts'
import { severalEntries, type Samples } from './samples.ts'

/*
 * Fragmented MP4: recorders that must survive a crash write `moof`+`mdat` pairs, each with the samples of a few
 * seconds. Read natively, so that such a recording needs neither ffmpeg nor a remuxed temporary copy: its packets
 * are as good as those of an ordinary file, only their list is scattered.
 */

/** What holds for a sample unless its run says otherwise: from `trex`, then `tfhd`. */
interface Defaults {
  readonly description: number
  readonly duration: number
  readonly size: number
  readonly flags: number
}

/** One `trun`: samples stored one behind the other. */
interface Run {
  readonly trun: Box
  readonly count: number
  readonly defaults: Defaults
  /** Byte offset of the first sample in the file. */
  readonly position: number
  /** Its decode time where a `tfdt` states one; else the run follows the one before. */
  readonly time: number | undefined
}

const optional = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  offset: 0x800,
}
const nonSyncFlag = 0x10000

/**
 * The samples of one track in all fragments, in file order. `startTime` is the decode time (ticks) at which the
 * samples of `moov`, if any, end; `fileBytes` bounds what a fragment may claim. Throws `MP4_INVALID`, or
 * `MP4_UNSUPPORTED` when the samples use several sample entries.
 */
export function readFragments(
  moov: Box,
  fragments: readonly MovieFragment[],
  trackId: number,
  startTime: number,
  fileBytes: number,
): Samples {
  const defaults = trackDefaults(moov)
  const runs = fragments.flatMap((fragment) => runsOf(fragment, defaults, trackId, fileBytes))
  const count = checkSampleCount(
    moov.path,
    runs.reduce((sum, run) => sum + run.count, 0),
  )
  const samples = {
    offsets: new Float64Array(count),
    sizes: new Uint32Array(count),
    sync: new Uint8Array(count),
    ticks: new Float64Array(count),
  }
  let description = 0
  let duration = 0
  let time = startTime
  let firstDelay = 0
  let at = 0
  for (const run of runs) {
    if (description !== 0 && run.defaults.description !== description) {
      throw severalEntries(moov.path, description, run.defaults.description)
    }
    description = run.defaults.description
    const start = run.time ?? time
    time = fillRun(samples, at, run, start)
    duration += time - start
    if (at === 0 && run.count > 0) firstDelay = samples.ticks[0]! - start
    at += run.count
  }
  return { ...samples, firstDelay, duration, description }
}

type Arrays = Pick<Samples, 'offsets' | 'sizes' | 'sync' | 'ticks'>

/** Enters the samples of a run from index `at` on and returns the decode time at its end. */
function fillRun({ offsets, sizes, sync, ticks }: Arrays, at: number, run: Run, time: number): number {
  const { trun, defaults } = run
  const has = flagsOf(trun)
  let { position } = run
  let field = headBytes(has)
  const next = () => {
    const value = trun.body.getUint32(field)
    field += 4
    return value
  }
  for (let i = at; i < at + run.count; i++) {
    const duration = has & optional.duration ? next() : defaults.duration
    const size = has & optional.size ? next() : defaults.size
    const ownFlags = has & optional.flags ? next() : defaults.flags
    const flags = i === at && has & optional.firstFlags ? trun.body.getUint32(headBytes(has) - 4) : ownFlags
    const offset = has & optional.offset ? next() | 0 : 0
    offsets[i] = position
    sizes[i] = size
    sync[i] = flags & nonSyncFlag ? 0 : 1
    ticks[i] = time + offset
    position += size
    time += duration
  }
  return time
}

/** `trex` of every track, by track id. */
function trackDefaults(moov: Box): ReadonlyMap<number, Defaults> {
  const defaults = new Map<number, Defaults>()
  for (const trex of childBoxes(requireBox(moov, 'mvex'))) {
    if (trex.type !== 'trex') continue
    const body = bodyOf(trex, 24)
    defaults.set(body.getUint32(4), {
      description: body.getUint32(8),
      duration: body.getUint32(12),
      size: body.getUint32(16),
      flags: body.getUint32(20),
    })
  }
  return defaults
}

/** The runs of one track. Those of the others are walked too, because the first run of a track may follow them. */
function runsOf(
  { position, box: moof }: MovieFragment,
  trackDefaults: ReadonlyMap<number, Defaults>,
  trackId: number,
  fileBytes: number,
): Run[] {
  const runs: Run[] = []
  let dataEnd = position
  for (const traf of childBoxes(moof)) {
    if (traf.type !== 'traf') continue
    const { id, base, defaults } = readHeader(requireBox(traf, 'tfhd'), trackDefaults, position, dataEnd)
    dataEnd = base
    let time = startOf(traf)
    for (const trun of childBoxes(traf)) {
      if (trun.type !== 'trun') continue
      const count = sampleCount(trun, defaults, fileBytes)
      const has = flagsOf(trun)
      const start = has & optional.dataOffset ? base + bodyOf(trun, 12).getInt32(8) : dataEnd
      const run = { trun, count, defaults, position: start, time }
      if (id === trackId) runs.push(run)
      dataEnd = start + runBytes(run)
      time = undefined
    }
  }
  return runs
}

/** `tfhd`: whose fragment it is, where its data offsets count from, and its defaults. */
function readHeader(
  tfhd: Box,
  trackDefaults: ReadonlyMap<number, Defaults>,
  moofPosition: number,
  dataEnd: number,
): { id: number; base: number; defaults: Defaults } {
  const has = flagsOf(tfhd)
  const id = bodyOf(tfhd, 8).getUint32(4)
  const inherited = trackDefaults.get(id)
  if (inherited === undefined) throw invalidMp4(tfhd.path, `a fragment of track ${id}, which has no trex`)
  let field = 8
  const next = (bytes: 4 | 8) => {
    const body = bodyOf(tfhd, field + bytes)
    const value = bytes === 4 ? body.getUint32(field) : readUint64(body, field)
    field += bytes
    return value
  }
  const stated = has & 0x1 ? next(8) : undefined
  const defaults = {
    description: has & 0x2 ? next(4) : inherited.description,
    duration: has & 0x8 ? next(4) : inherited.duration,
    size: has & 0x10 ? next(4) : inherited.size,
    flags: has & 0x20 ? next(4) : inherited.flags,
  }
  const startsAtMoof = (has & 0x20000) !== 0
  return { id, base: stated ?? (startsAtMoof ? moofPosition : dataEnd), defaults }
}

function startOf(traf: Box): number | undefined {
  for (const tfdt of childBoxes(traf)) {
    if (tfdt.type !== 'tfdt') continue
    return versionOf(tfdt) === 1 ? readUint64(bodyOf(tfdt, 12), 4) : bodyOf(tfdt, 8).getUint32(4)
  }
  return undefined
}

/** Checked against the fields that are there; when a run has none, against the bytes it would need. */
function sampleCount(trun: Box, defaults: Defaults, fileBytes: number): number {
  const has = flagsOf(trun)
  const entryBytes = sampleBytes(has)
  const count = bodyOf(trun, headBytes(has)).getUint32(4)
  const room = Math.floor((trun.body.byteLength - headBytes(has)) / entryBytes)
  const fits =
    entryBytes > 0 ? count <= room : count === 0 || (defaults.size > 0 && count * defaults.size <= fileBytes)
  if (fits) return count
  throw invalidMp4(
    trun.path,
    `trun states ${count} samples, more than its ${trun.body.byteLength} bytes can hold`,
  )
}

function runBytes({ trun, count, defaults }: Run): number {
  const has = flagsOf(trun)
  if (!(has & optional.size)) return count * defaults.size
  let bytes = 0
  let field = headBytes(has) + (has & optional.duration ? 4 : 0)
  for (let i = 0; i < count; i++, field += sampleBytes(has)) bytes += trun.body.getUint32(field)
  return bytes
}

function headBytes(has: number): number {
  return 8 + (has & optional.dataOffset ? 4 : 0) + (has & optional.firstFlags ? 4 : 0)
}

function sampleBytes(has: number): number {
  const { duration, size, flags, offset } = optional
  return [duration, size, flags, offset].reduce((bytes, field) => bytes + (has & field ? 4 : 0), 0)
}
