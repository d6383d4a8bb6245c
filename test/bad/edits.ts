import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bytes, data, features, info, tables, type Draft, type Oddity } from '../support/edit-dataset.ts'
import { addColumn } from '../support/edit-table.ts'
import { inside } from '../support/read-mp4.ts'

/** One key of info.json; undefined takes it away. */
export function key(name: string, value: Draft[string] | undefined): Oddity {
  return info((draft) => {
    if (value === undefined) Reflect.deleteProperty(draft, name)
    else draft[name] = value
  })
}

/** One key of the feature `action`. */
export function action(name: string, value: Draft[string]): Oddity {
  return features(
    (feature) => feature === 'action',
    (feature) => (feature[name] = value),
  )
}

/** Another content for a file. */
export function replaced(path: string, content: string | Uint8Array): Oddity {
  return (dir) => writeFile(join(dir, path), content)
}

/** Lengthens a file by zeros that take no place on the disk. */
export function swollen(path: string, byteLength: number): Oddity {
  return (dir) => truncate(join(dir, path), byteLength)
}

/** A table without its rows. */
export function emptied(path: string): Oddity {
  return tables(path, (table) => ({
    ...table,
    columns: table.columns.map((column) => ({ ...column, values: [] })),
    groups: [1],
  }))
}

/** A feature that data files have and info.json names. */
export function textColumn(name: string): Oddity {
  return async (dir) => {
    await data(addColumn(name, 'UTF8', (row) => `note ${row % 3}`))(dir)
    await info(({ features: all }) => ((all as Draft)[name] = { dtype: 'string', shape: [1], names: null }))(
      dir,
    )
  }
}

/** Takes bytes `[start, end)` out of a file: what lies behind them is where nothing looks for it. */
export function bytesRemoved(path: string, start: number, end: number): Oddity {
  return async (dir) => {
    const file = await readFile(join(dir, path))
    await writeFile(join(dir, path), Buffer.concat([file.subarray(0, start), file.subarray(end)]))
  }
}

/** Another 32-bit field in the first box of a type, `at` bytes into its body. */
export function boxPatched(path: string, type: string, at: number, value: number): Oddity {
  return bytes(path, (file) => {
    const start = file.indexOf(type, file.indexOf('moov', 0, 'latin1'), 'latin1')
    if (start < 0) throw new Error(`no box ${type}`)
    file.writeUInt32BE(value, start + 4 + at)
  })
}

/** The boxes of a file, top level. */
function boxesOf(file: Buffer): { type: string; box: Buffer }[] {
  const boxes: { type: string; box: Buffer }[] = []
  for (let at = 0; at < file.length; at += boxes.at(-1)!.box.length) {
    const box = file.subarray(at, at + file.readUInt32BE(at))
    boxes.push({ type: box.toString('latin1', 4, 8), box })
  }
  return boxes
}

/** Writes a file anew with `moov` where `isBehind` puts it, its chunk offsets moved with the frames. */
function relaid(
  path: string,
  edit: (moov: Buffer, shift: (offset: number) => number) => Buffer,
  isBehind: boolean,
): Oddity {
  return async (dir) => {
    const file = await readFile(join(dir, path))
    const boxes = boxesOf(file)
    const moov = boxes.find(({ type }) => type === 'moov')!.box
    const others = boxes.filter(({ type }) => type !== 'moov')
    const lengthOf = (of: { box: Buffer }[]): number => of.reduce((sum, { box }) => sum + box.length, 0)
    const before = boxes.indexOf(boxes.find(({ type }) => type === 'mdat')!)
    const mdatWas = lengthOf(boxes.slice(0, before))
    const length = edit(Buffer.from(moov), (offset) => offset).length
    const [first, ...rest] = others
    const untilMdat = lengthOf(
      rest.slice(
        0,
        rest.findIndex(({ type }) => type === 'mdat'),
      ),
    )
    const mdatIs = first!.box.length + (isBehind ? 0 : length) + untilMdat
    const edited = edit(Buffer.from(moov), (offset) => offset - mdatWas + mdatIs)
    const tail = rest.map(({ box }) => box)
    await writeFile(
      join(dir, path),
      Buffer.concat([first!.box, ...(isBehind ? [...tail, edited] : [edited, ...tail])]),
    )
  }
}

/** `moov` behind the frames, as recorders leave it that do not rewrite the file at the end. */
export function moovLast(path: string): Oddity {
  return relaid(
    path,
    (moov, shift) => {
      shiftOffsets(moov, shift)
      return moov
    },
    true,
  )
}

/** Frame times that wander by a fifth of a frame and back, as those of cameras without a clock do. */
export function unevenTimes(path: string): Oddity {
  return eachDuration(path, (ticks, i, count) => {
    const wander = Math.round(ticks / 5) * (i % 2 === 0 ? 1 : -1)
    return ticks + (i === count - 1 && count % 2 === 1 ? 0 : wander)
  })
}

/** Frames that are shown for a shorter time than all others, in frames, as joins of B-frame streams leave them. */
export function shortenedFrames(path: string, frames: readonly number[], by: number): Oddity {
  return eachDuration(path, (ticks, i) => ticks - (frames.includes(i) ? Math.round(ticks * by) : 0))
}

/** Gives each frame a duration of its own, in ticks, where all had the same. */
function eachDuration(path: string, durationOf: (ticks: number, i: number, count: number) => number): Oddity {
  return boxReplaced(path, 'stts', (stts) => {
    const count = stts.readUInt32BE(16)
    const ticks = stts.readUInt32BE(20)
    const own = Buffer.alloc(16 + 8 * count)
    stts.copy(own, 0, 0, 16)
    own.writeUInt32BE(count, 12)
    for (let i = 0; i < count; i++) {
      own.writeUInt32BE(1, 16 + 8 * i)
      own.writeUInt32BE(durationOf(ticks, i, count), 20 + 8 * i)
    }
    return own
  })
}

/** `co64` in the place of `stco`, as in files beyond 4 GB. */
export function wideOffsets(path: string): Oddity {
  return boxReplaced(path, 'stco', (stco) => {
    const count = stco.readUInt32BE(12)
    const co64 = Buffer.alloc(16 + 8 * count)
    co64.write('co64', 4, 'latin1')
    co64.writeUInt32BE(count, 12)
    for (let i = 0; i < count; i++) co64.writeBigUInt64BE(BigInt(stco.readUInt32BE(16 + 4 * i)), 16 + 8 * i)
    return co64
  })
}

/** Puts another box in the place of one of the sample table; frames and what points at them move along. */
function boxReplaced(path: string, type: string, edit: (box: Buffer) => Buffer): Oddity {
  return relaid(
    path,
    (moov, shift) => {
      shiftOffsets(moov, shift)
      const at = moov.indexOf(type, 0, 'latin1') - 4
      const before = moov.subarray(at, at + moov.readUInt32BE(at))
      const after = edit(before)
      after.writeUInt32BE(after.length, 0)
      const grown = Buffer.concat([moov.subarray(0, at), after, moov.subarray(at + before.length)])
      for (const around of ['moov', 'trak', 'mdia', 'minf', 'stbl']) {
        const start = grown.indexOf(around, 0, 'latin1') - 4
        grown.writeUInt32BE(grown.readUInt32BE(start) + after.length - before.length, start)
      }
      return grown
    },
    false,
  )
}

/** A second video track behind the first, with the same frames. */
export function secondTrack(path: string): Oddity {
  return relaid(
    path,
    (moov, shift) => {
      shiftOffsets(moov, shift)
      const at = moov.indexOf('trak', 0, 'latin1') - 4
      const second = Buffer.from(moov.subarray(at, at + moov.readUInt32BE(at)))
      // track_ID of tkhd, which is the first box inside.
      second.writeUInt32BE(2, 8 + 8 + 12)
      const grown = Buffer.concat([moov, second])
      grown.writeUInt32BE(grown.length, 0)
      return grown
    },
    false,
  )
}

function shiftOffsets(moov: Buffer, shift: (offset: number) => number): void {
  const stco = inside(moov.subarray(8), ['trak', 'mdia', 'minf', 'stbl', 'stco'])
  for (let i = 0; i < stco.readUInt32BE(4); i++)
    stco.writeUInt32BE(shift(stco.readUInt32BE(8 + 4 * i)), 8 + 4 * i)
}
