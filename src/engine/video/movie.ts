import { createHash } from 'node:crypto'
import { readRange, type ByteSource } from '#engine/io/files.ts'
import { boxHeader, boxOver, findBox, invalidMp4, unsupportedMp4, type Box, type BoxHeader } from './boxes.ts'

/** One `moof` box of a fragmented file. */
export interface MovieFragment {
  /** Where the box begins in the file: its runs count from there. */
  readonly position: number
  readonly box: Box
}

/** All that a file says about its tracks, without the frames. */
export interface Movie {
  readonly moov: Box
  /** In file order; empty for an ordinary file. */
  readonly fragments: readonly MovieFragment[]
  /** sha256 (hex) of the bytes of `moov` and of every `moof`. */
  readonly digest: string
}

/** Beyond this, headers are not held in memory: 256 MB describe 16 million frames. */
const maxHeaderBytes = 256 * 2 ** 20
/** A file of ten million empty boxes is an attack on our patience, not a recording. */
const maxTopLevelBoxes = 1_000_000

/**
 * Walks the boxes of the file and reads `moov` (and `moof`s). Of all others it reads only the 8 or 16 bytes of
 * the header, so a file of many gigabytes costs a few kilobytes.
 */
export async function readMovie(source: ByteSource): Promise<Movie> {
  const { path, byteLength } = source
  const fragments: MovieFragment[] = []
  const hash = createHash('sha256')
  let moov: Box | undefined
  let headerBytes = 0
  let boxes = 0
  for (let position = 0; position < byteLength;) {
    const header = await readHeader(source, position)
    const end = position + header.byteLength
    if (end > byteLength) throw cutOff(source, header.type, end, moov)
    if (header.type === 'moof' || (header.type === 'moov' && moov === undefined)) {
      headerBytes += header.byteLength
      if (headerBytes > maxHeaderBytes) {
        throw unsupportedMp4(path, `${headerBytes} bytes of headers, more than ${maxHeaderBytes}`)
      }
      const box = boxOver(path, header, await readRange(source, position, end))
      hash.update(box.bytes)
      if (header.type === 'moof') fragments.push({ position, box })
      else moov = box
      // Only a movie that is extended by fragments is described further on.
      if (header.type === 'moov' && findBox(box, 'mvex') === undefined) break
    }
    if (++boxes > maxTopLevelBoxes) throw unsupportedMp4(path, `more than ${maxTopLevelBoxes} boxes`)
    position = end
  }
  if (moov === undefined) throw invalidMp4(path, `no moov box in its ${byteLength} bytes`, interrupted)
  return { moov, fragments, digest: hash.digest('hex') }
}

async function readHeader(source: ByteSource, position: number): Promise<BoxHeader> {
  const available = source.byteLength - position
  if (available < 8) {
    throw invalidMp4(source.path, `cut off: ${available} bytes at ${position} are no box`, interrupted)
  }
  // Eight bytes first: sixteen would reach into the frames of a plain mdat.
  let bytes = await readRange(source, position, position + 8)
  const hasLongSize = new DataView(bytes.buffer).getUint32(0) === 1
  if (hasLongSize && available >= 16) bytes = await readRange(source, position, position + 16)
  const header = boxHeader(new DataView(bytes.buffer), 0, available)
  if (position === 0 && (header === undefined || !/^[a-z]{4}$/.test(header.type) || isLfsPointer(bytes))) {
    throw notMp4(source.path, bytes)
  }
  if (header === undefined) throw invalidMp4(source.path, `no box at byte ${position}`)
  return header
}

function notMp4(path: string, bytes: Uint8Array) {
  if (isLfsPointer(bytes)) {
    const hint = 'Run "git lfs pull" in the dataset: only the pointers were downloaded.'
    return invalidMp4(path, 'it is a Git LFS pointer, not the video itself', hint)
  }
  return invalidMp4(path, `it does not begin with a box but with ${Buffer.from(bytes).toString('hex')}`)
}

/** A dataset cloned without LFS holds text files ("version https://git-lfs...") in the place of its videos. */
function isLfsPointer(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'version '
}

function cutOff({ path, byteLength }: ByteSource, type: string, end: number, moov: Box | undefined) {
  const what = `cut off: its ${type} box ends at byte ${end}, the file at ${byteLength}`
  return invalidMp4(path, what, moov === undefined ? interrupted : undefined)
}

const interrupted =
  'The recording was probably interrupted before the file was finished. Record those episodes again, or leave this dataset out.'
