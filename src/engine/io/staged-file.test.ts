import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EngineError } from '#shared/errors.ts'
import { writeStagedFile } from './staged-file.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-staged-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true })
})

const text = (words: string) => new TextEncoder().encode(words)

describe('writeStagedFile', () => {
  it('writes beside the target, then gives the file its name', async () => {
    const target = join(dir, 'new.bin')
    let during: string[] = []
    const bytes = await writeStagedFile(target, async (out) => {
      await out.append(text('whole'))
      during = await readdir(dir)
    })
    expect(bytes).toBe(5)
    expect(during).toEqual([expect.stringMatching(/^new\.bin\.partial-[0-9a-f]{8}$/)])
    expect(await readdir(dir)).toEqual(['new.bin'])
    expect(await readFile(target, 'utf8')).toBe('whole')
  })

  it('leaves nothing behind when writing fails', async () => {
    const failure = new EngineError('CANCELLED', 'cancelled')
    const writing = writeStagedFile(join(dir, 'new.bin'), async (out) => {
      await out.append(text('half'))
      throw failure
    })
    await expect(writing).rejects.toBe(failure)
    expect(await readdir(dir)).toEqual([])
  })

  it.each(['file', 'folder', 'link to nowhere'])('does not overwrite a %s', async (kind) => {
    const target = join(dir, 'taken')
    if (kind === 'file') await writeFile(target, 'precious')
    else if (kind === 'folder') await mkdir(target)
    else await symlink(join(dir, 'nowhere'), target)
    let wrote = false
    const writing = writeStagedFile(target, () => {
      wrote = true
      return Promise.resolve()
    })
    await expect(writing).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(wrote).toBe(false)
    expect(await readdir(dir)).toEqual(['taken'])
    if (kind === 'file') expect(await readFile(target, 'utf8')).toBe('precious')
  })

  it('does not overwrite a file that appears while it writes', async () => {
    const target = join(dir, 'new.bin')
    const writing = writeStagedFile(target, async (out) => {
      await out.append(text('ours'))
      await writeFile(target, 'theirs')
    })
    await expect(writing).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(await readdir(dir)).toEqual(['new.bin'])
    expect(await readFile(target, 'utf8')).toBe('theirs')
  })

  it('says which folder is missing', async () => {
    const writing = writeStagedFile(join(dir, 'no', 'new.bin'), () => Promise.resolve())
    await expect(writing).rejects.toMatchObject({
      code: 'OUTPUT_PARENT_MISSING',
      message: `no such folder: ${join(dir, 'no')}`,
    })
  })

  it('refuses a file in the place of the folder', async () => {
    await writeFile(join(dir, 'plain'), '')
    const writing = writeStagedFile(join(dir, 'plain', 'new.bin'), () => Promise.resolve())
    await expect(writing).rejects.toMatchObject({ code: 'OUTPUT_PARENT_MISSING' })
    expect(await readdir(dir)).toEqual(['plain'])
  })
})
