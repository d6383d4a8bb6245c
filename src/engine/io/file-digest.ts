import { crc32 } from 'node:zlib'
import { BLOCK_BYTES } from './block-writer.ts'
import { openFile, throwIfCancelled } from './files.ts'

/**
 * What was written into a file, as it was before the system had it: whether the disk kept it shows when it is read
 * again. CRC-32 costs a tenth of what is spent on copying, and finds every change of up to 32 bits in a row.
 */
export interface FileDigest {
  /** Size of the file. */
  readonly byteLength: number
  /** Its first bytes, which `crc32` covers: all of them, where nothing else proves the others. */
  readonly covered: number
  readonly crc32: number
}

/** The digest of a file that consists of these bytes. */
export function digestOf(bytes: Uint8Array): FileDigest {
  return { byteLength: bytes.length, covered: bytes.length, crc32: crc32(bytes) }
}

/**
 * Whether a file is what was written: its size, and the bytes that the digest covers, read in blocks of 4 MB. Throws
 * `CANCELLED`, `FILE_MISSING` and what else reading throws.
 */
export async function matchesDigest(
  path: string,
  { byteLength, covered, crc32: expected }: FileDigest,
  signal?: AbortSignal,
): Promise<boolean> {
  await using file = await openFile(path)
  if (file.byteLength !== byteLength) return false
  const block = new Uint8Array(Math.min(BLOCK_BYTES, covered))
  let own = 0
  for (let at = 0; at < covered; at += block.length) {
    throwIfCancelled(signal, `reading ${path}`)
    const bytes = block.subarray(0, Math.min(block.length, covered - at))
    await file.read(bytes, at)
    own = crc32(bytes, own)
  }
  return own === expected
}
