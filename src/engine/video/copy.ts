import { BLOCK_BYTES, type BlockOutput } from '#engine/io/block-writer.ts'
import { all } from '#engine/io/concurrent.ts'
import { throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { alignedBlocks } from '#engine/io/uncached.ts'
import { PacketDigests } from './digest.ts'
import type { Mp4Copy, Mp4Packets } from './splice.ts'

/** What {@link writeMp4} is told besides the bytes. */
export interface WriteMp4Options {
  /** The output's path, for messages. */
  readonly path: string
  /** Looked at between blocks of 4 MB. */
  readonly signal?: AbortSignal | undefined
  /** Called after each block with the bytes written since the last call; they add up to `layout.byteLength`. */
  readonly onBytes?: ((bytes: number) => void) | undefined
  /** Called for each slice in order, once its last byte has passed, with what `digestFrames` gives for it. */
  readonly onSliceDigest?: ((slice: number, digest: string) => void) | undefined
  /** Two {@link alignedBlocks}, so that many files need not allocate. */
  readonly buffers?: readonly Uint8Array<ArrayBuffer>[]
}

/** Where packets are read from: an open file, or one that opens when it is first read. */
export type PacketSource = Pick<ByteSource, 'read'>

/** Bytes that are read into one buffer and written at once: what comes of the head, then parts of copies. */
interface Block {
  readonly head: Uint8Array
  readonly parts: readonly Mp4Copy[]
  readonly byteLength: number
}

/**
 * Writes a laid-out file from position 0 of an empty file: the head, then the frames from `sources`, one for each
 * slice (the same object may stand for many). While one block is written, the next is read and the digest of the one
 * at hand computed.
 *
 * Does not fsync. When it throws, the file is incomplete, and no read or write is under way any more. Throws
 * `CANCELLED`, `NO_SPACE`, `WRITE_FAILED`, or what a source throws (`FILE_CHANGED`).
 */
export async function writeMp4(
  output: BlockOutput,
  layout: Mp4Packets,
  sources: readonly PacketSource[],
  { path, signal, onBytes, onSliceDigest, buffers = alignedBlocks(2) }: WriteMp4Options,
): Promise<void> {
  const blocks = blocksOf(layout)
  const digests = onSliceDigest && new PacketDigests(layout.packetHeaders, onSliceDigest)
  const read = async (block: Block | undefined, buffer: Uint8Array): Promise<void> => {
    if (block !== undefined) await readBlock(block, sources, buffer)
  }
  const hash = async ({ head, parts }: Block, bytes: Uint8Array): Promise<void> => {
    // Computing keeps this thread: what it is to run beside must have been asked of the system before.
    await new Promise(setImmediate)
    let at = head.length
    for (const { slice, start, end } of parts) {
      digests?.update(slice, bytes.subarray(at, at + end - start))
      at += end - start
    }
  }
  let position = 0
  let block = blocks.next().value
  let [buffer, spare] = buffers
  throwIfCancelled(signal, `writing ${path}`)
  await read(block, buffer!)
  while (block !== undefined) {
    throwIfCancelled(signal, `writing ${path}`)
    const bytes = buffer!.subarray(0, block.byteLength)
    const next = blocks.next().value
    await all([read(next, spare!), output.write(bytes, position), hash(block, bytes)])
    onBytes?.(bytes.length)
    position += bytes.length
    block = next
    ;[buffer, spare] = [spare, buffer]
  }
  digests?.finish()
}

/** Cuts a file into blocks that begin at multiples of their size. */
function* blocksOf({ head, copies }: Mp4Packets): Generator<Block, undefined> {
  let headStart = 0
  for (; head.length - headStart >= BLOCK_BYTES; headStart += BLOCK_BYTES)
    yield { head: head.subarray(headStart, headStart + BLOCK_BYTES), parts: [], byteLength: BLOCK_BYTES }
  let own = head.subarray(headStart)
  let parts: Mp4Copy[] = []
  let byteLength = own.length
  for (const { slice, start, end } of copies) {
    for (let at = start; at < end;) {
      const stop = Math.min(end, at + BLOCK_BYTES - byteLength)
      parts.push({ slice, start: at, end: stop })
      byteLength += stop - at
      at = stop
      if (byteLength === BLOCK_BYTES) {
        yield { head: own, parts, byteLength }
        own = head.subarray(head.length)
        parts = []
        byteLength = 0
      }
    }
  }
  if (byteLength > 0) yield { head: own, parts, byteLength }
}

/** Parts that follow each other in one source are one read; those of several are read side by side. */
async function readBlock(
  { head, parts }: Block,
  sources: readonly PacketSource[],
  into: Uint8Array,
): Promise<void> {
  into.set(head)
  const reads: Promise<void>[] = []
  let at = head.length
  for (let i = 0; i < parts.length;) {
    const { slice, start } = parts[i]!
    const source = sources[slice]!
    let { end } = parts[i]!
    for (i++; i < parts.length && parts[i]!.start === end && sources[parts[i]!.slice] === source; i++)
      end = parts[i]!.end
    reads.push(source.read(into.subarray(at, at + end - start), start))
    at += end - start
  }
  await all(reads)
}
