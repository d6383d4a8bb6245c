import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { BLOCK_BYTES, writeFully } from '#engine/io/block-writer.ts'
import { throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { finishDigest, packetHash } from './digest.ts'
import type { Mp4Copy, Mp4Layout } from './splice.ts'

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
}

/** Where packets are read from: an open file, or one that opens when it is first read. */
export type PacketSource = Pick<ByteSource, 'read'>

/** Copies, or parts of copies, that are read into one buffer and written at once. */
interface Block {
  readonly parts: readonly Mp4Copy[]
  readonly byteLength: number
}

/**
 * Writes a laid-out file from position 0 of an open, empty file: the head, then the frames from `sources`, one for
 * each slice (the same object may stand for many). While one block is written, the next is read and the digest of
 * the one at hand computed.
 *
 * Does not fsync. When it throws, the file is incomplete, and no read or write is under way any more. Throws
 * `CANCELLED`, `NO_SPACE`, `WRITE_FAILED`, or what a source throws (`FILE_CHANGED`).
 */
export async function writeMp4(
  output: FileHandle,
  layout: Mp4Layout,
  sources: readonly PacketSource[],
  { path, signal, onBytes, onSliceDigest }: WriteMp4Options,
): Promise<void> {
  const payloadBytes = layout.byteLength - layout.head.length
  const bufferBytes = Math.min(BLOCK_BYTES, payloadBytes)
  const buffers = [new Uint8Array(bufferBytes), new Uint8Array(bufferBytes)] as const
  const blocks = blocksOf(layout.copies)
  const digests = onSliceDigest && sliceDigests(layout, onSliceDigest)
  // A callback that throws must wait, too, for the read and the write that are under way.
  const hashed = async (parts: readonly Mp4Copy[], bytes: Uint8Array) => {
    await Promise.resolve()
    digests?.update(parts, bytes)
  }
  let position = 0
  let pending = layout.head
  let pendingParts: readonly Mp4Copy[] = []
  for (let turn: 0 | 1 = 0; pending.length > 0; turn = turn === 0 ? 1 : 0) {
    throwIfCancelled(signal, `writing ${path}`)
    const next = blocks.next().value
    const bytes = buffers[turn].subarray(0, next?.byteLength ?? 0)
    await all([
      readParts(next?.parts ?? [], sources, bytes),
      writeFully(output, pending, position, path),
      hashed(pendingParts, pending),
    ])
    onBytes?.(pending.length)
    position += pending.length
    pending = bytes
    pendingParts = next?.parts ?? []
  }
  digests?.finish()
}

/** Cuts the copies into blocks. */
function* blocksOf(copies: readonly Mp4Copy[]): Generator<Block, undefined> {
  let parts: Mp4Copy[] = []
  let byteLength = 0
  for (const { slice, start, end } of copies) {
    for (let at = start; at < end;) {
      const stop = Math.min(end, at + BLOCK_BYTES - byteLength)
      parts.push({ slice, start: at, end: stop })
      byteLength += stop - at
      at = stop
      if (byteLength === BLOCK_BYTES) {
        yield { parts, byteLength }
        parts = []
        byteLength = 0
      }
    }
  }
  if (byteLength > 0) yield { parts, byteLength }
}

/** One after the other: sources may share a pool of open files that reads ahead for the next part. */
async function readParts(
  parts: readonly Mp4Copy[],
  sources: readonly PacketSource[],
  into: Uint8Array,
): Promise<void> {
  let at = 0
  for (const { slice, start, end } of parts) {
    const bytes = into.subarray(at, at + end - start)
    await sources[slice]!.read(bytes, start)
    at += bytes.length
  }
}

/** Hashes the packets of one slice after the other as blocks pass. */
function sliceDigests({ slices }: Mp4Layout, onSliceDigest: (slice: number, digest: string) => void) {
  let current = -1
  let hash: Hash | undefined
  const advance = (slice: number) => {
    while (current < slice) {
      if (hash !== undefined) onSliceDigest(current, finishDigest(hash))
      const next = slices[++current]
      hash = next && packetHash(next.track, next.frames)
    }
  }
  return {
    update(parts: readonly Mp4Copy[], bytes: Uint8Array): void {
      let at = 0
      for (const { slice, start, end } of parts) {
        advance(slice)
        hash?.update(bytes.subarray(at, at + end - start))
        at += end - start
      }
    },
    finish(): void {
      advance(slices.length)
    },
  }
}

/** Waits for all, also after one has failed, so that nobody writes into a buffer or file that is let go. */
async function all(steps: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(steps)) if (result.status === 'rejected') throw result.reason
}
