import { mkdir, open } from 'node:fs/promises'
import { BLOCK_BYTES, blockOutput, BlockWriter } from './block-writer.ts'
import { digestOf, type FileDigest } from './file-digest.ts'
import { openFile } from './files.ts'
import { writing } from './write-error.ts'

/** Makes a folder and those above it. Throws `NO_SPACE`, `OUTPUT_NOT_WRITABLE` or `WRITE_FAILED`. */
export async function makeFolder(path: string): Promise<void> {
  await writing(path, mkdir(path, { recursive: true }))
}

/**
 * Makes a new file through blocks of 4 MB. Throws `WRITE_FAILED` when there is one of this name, `NO_SPACE`,
 * `OUTPUT_NOT_WRITABLE`, or what `fill` throws.
 */
export async function writeNewFile<T>(
  path: string,
  fill: (out: BlockWriter) => Promise<T>,
): Promise<{ readonly value: T; readonly digest: FileDigest }> {
  const handle = await writing(path, open(path, 'wx'))
  try {
    const out = new BlockWriter(blockOutput(handle, path))
    const value = await fill(out)
    await out.flush()
    return { value, digest: out.digest }
  } finally {
    // Network drives report at the end what they could not write.
    await writing(path, handle.close())
  }
}

/** Makes a new text file (UTF-8). Throws as {@link writeNewFile}. */
export async function writeNewText(path: string, text: string): Promise<FileDigest> {
  const bytes = Buffer.from(text)
  await writeNewFile(path, (out) => out.append(bytes))
  return digestOf(bytes)
}

/** Copies a file to a new one. Throws as {@link writeNewFile}, and what reading throws. */
export async function copyToNewFile(from: string, to: string): Promise<FileDigest> {
  await using source = await openFile(from)
  const block = new Uint8Array(Math.min(BLOCK_BYTES, source.byteLength))
  const { digest } = await writeNewFile(to, async (out) => {
    for (let at = 0; at < source.byteLength; at += block.length) {
      const bytes = block.subarray(0, Math.min(block.length, source.byteLength - at))
      await source.read(bytes, at)
      await out.append(bytes)
    }
  })
  return digest
}
