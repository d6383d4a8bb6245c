import { readFileSync, readdirSync } from 'node:fs'
import { bytesSource, type ByteSource } from '#engine/io/files.ts'
import { box } from './box-writer.ts'
import { boxOver, childBoxes, type Box } from './boxes.ts'
import type { Mp4Layout } from './splice.ts'
import { readVideoTrack } from './track.ts'

const testDir = new URL('../../../test/', import.meta.url)

/** Paths below `test/` of every MP4 of the recorded datasets, and of the odd files beside them. */
export function videoFixtures(): string[] {
  return ['fixtures/', 'golden/', 'fixtures-video/'].flatMap((dir) =>
    readdirSync(new URL(dir, testDir), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.mp4'))
      .map((name) => dir + name),
  )
}

/** The path below `test/` of one camera file of a recorded dataset. */
export function cameraFile(dataset: string, camera = 'top', file = 0): string {
  return `fixtures/${dataset}/videos/observation.images.${camera}/chunk-000/file-00${file}.mp4`
}

/** A file below `test/`, in memory. */
export function fixture(path: string): ByteSource & { readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(readFileSync(new URL(path, testDir)))
  return { ...bytesSource(bytes, path), bytes }
}

/** A file below `test/` and its video track. */
export async function openFixture(path: string) {
  const source = fixture(path)
  return { source, track: await readVideoTrack(source) }
}

/** Records the ranges that are read. */
export function countingSource(source: ByteSource) {
  const reads: { start: number; end: number }[] = []
  return {
    ...source,
    reads,
    read(into: Uint8Array, position: number) {
      reads.push({ start: position, end: position + into.length })
      return source.read(into, position)
    },
  }
}

/** A laid-out file, put together in memory. */
export async function assemble(layout: Mp4Layout, sources: readonly ByteSource[]): Promise<Uint8Array> {
  const bytes = new Uint8Array(layout.byteLength)
  bytes.set(layout.head)
  let at = layout.head.length
  for (const { slice, start, end } of layout.copies) {
    await sources[slice]!.read(bytes.subarray(at, at + end - start), start)
    at += end - start
  }
  return bytes
}

/** Replaces every box of a type below `moov`; what `edit` returns stands in its place. */
export function editMovie(
  file: Uint8Array,
  type: string,
  edit: (found: Box) => readonly Uint8Array[],
): Uint8Array {
  const whole = boxOver('test', { type: 'file', headerBytes: 0, byteLength: file.length }, file)
  const moov = [...childBoxes(whole)].find((child) => child.type === 'moov')!
  const [edited] = rewrite(moov, type, edit)
  // The frames must stay where they are: the old moov becomes free space, the new one goes to the end.
  const bytes = new Uint8Array(Buffer.concat([file, edited!]))
  bytes.set(Buffer.from('free'), moov.bytes.byteOffset - file.byteOffset + 4)
  return bytes
}

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf'])

function rewrite(
  found: Box,
  type: string,
  edit: (found: Box) => readonly Uint8Array[],
): readonly Uint8Array[] {
  if (found.type === type) return edit(found)
  if (!containers.has(found.type)) return [found.bytes]
  return [box(found.type, ...[...childBoxes(found)].flatMap((child) => rewrite(child, type, edit)))]
}
