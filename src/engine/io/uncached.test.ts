import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alignedBlocks, UncachedOutput } from './uncached.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-uncached-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

it('writes blocks, an end that fills no block, and bytes that are not aligned at all', async () => {
  const path = join(dir, 'file')
  const [block] = alignedBlocks(1)
  for (let i = 0; i < block!.length; i++) block![i] = i % 251
  const pieces = [block!, block!.subarray(0, 8192), block!.subarray(0, 4097), block!.subarray(3, 9000)]
  {
    await using output = await UncachedOutput.create(path)
    let position = 0
    for (const piece of pieces) {
      await output.write(piece, position)
      position += piece.length
    }
  }
  expect(Buffer.compare(await readFile(path), Buffer.concat(pieces))).toBe(0)
})

it('does not replace a file', async () => {
  const path = join(dir, 'file')
  await writeFile(path, 'precious')
  await expect(UncachedOutput.create(path)).rejects.toMatchObject({ code: 'WRITE_FAILED' })
  expect(await readFile(path, 'utf8')).toBe('precious')
})
