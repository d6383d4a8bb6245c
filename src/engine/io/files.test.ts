import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { bytesSource, openBuffered, openFile, viewRange, type ByteSource } from './files.ts'

it('says that a source ends, wherever its bytes are', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'episplice-files-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
  const path = join(dir, 'ten')
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => i)
  writeFileSync(path, bytes)
  await using file = await openFile(path)
  const sources: readonly ByteSource[] = [file, await openBuffered(path), bytesSource(bytes, path)]
  for (const source of sources) {
    expect(await viewRange(source, 8, 10)).toEqual(Uint8Array.of(8, 9))
    await expect(viewRange(source, 8, 11)).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      message: `${path} ends at byte 10, expected 11`,
    })
  }
})
