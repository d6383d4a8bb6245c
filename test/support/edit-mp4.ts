import { bytes, type Oddity } from './edit-dataset.ts'
import { find, inside } from './read-mp4.ts'

/** Runs an MP4 file of any constant frame rate at another one: the media's clock ticks slower or faster. */
export function playedAt(path: string, from: number, to: number): Oddity {
  return bytes(path, (file) => {
    const trak = inside(file, ['moov', 'trak'])
    scale(inside(trak, ['mdia', 'mdhd']), 12, to / from)
    const edts = find(trak, 'edts')
    if (edts !== undefined) scale(inside(edts, ['elst']), 8, from / to)
  })
}

/** Counts a file's time in ticks of another length, frames stay when they are. Only for streams without B-frames. */
export function finerTicks(path: string, factor: number): Oddity {
  return bytes(path, (file) => {
    const media = inside(file, ['moov', 'trak', 'mdia'])
    scale(inside(media, ['mdhd']), 12, factor)
    scale(inside(media, ['mdhd']), 16, factor)
    const stts = inside(media, ['minf', 'stbl', 'stts'])
    for (let entry = 0; entry < stts.readUInt32BE(4); entry++) scale(stts, 12 + 8 * entry, factor)
  })
}

/** Changes the codec configuration record of an AV1 file by one bit, as another encoder version would. */
export function otherCodecConfig(path: string): Oddity {
  return bytes(path, (file) => {
    const record = file.indexOf('av1C', 0, 'latin1')
    if (record < 0) throw new Error(`no av1C in ${path}`)
    file[record + 7]! ^= 1
  })
}

/** Turns one bit of a byte of the frames, counted from the end when negative. */
export function flippedFrameByte(path: string, at: number): Oddity {
  return bytes(path, (file) => {
    const frames = inside(file, ['mdat'])
    frames[at < 0 ? frames.length + at : at]! ^= 1
  })
}

function scale(box: Buffer, at: number, factor: number): void {
  if (box[0] !== 0) throw new Error('only version 0 boxes are edited')
  box.writeUInt32BE(Math.round(box.readUInt32BE(at) * factor), at)
}
