import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openDataset, openDatasets, openEpisodeList } from '#engine/index.ts'
import { extraFile, odd } from '../support/edit-dataset.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { fixture } from '../support/fixtures.ts'
import { brief, errorCode, errorOf, findingsOf, merge, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

const rows = 'data/chunk-000/file-000.parquet'
const [composed, decomposed] = ['ku\u0308che'.normalize('NFC'), 'ku\u0308che'.normalize('NFD')]

describe('folders with names that trip others up', () => {
  it.each([
    ['spaces', 'two  spaces '],
    ['quotes', `it's "so"`],
    ['a newline', 'two\nlines'],
    ['an emoji', 'pick 🤖'],
    ['per cent', '100%25 %s'],
    ['a leading dash', '--help'],
    ['a backslash', 'a\\b'],
    ['255 bytes', 'n'.repeat(255)],
    ['letters in parts', decomposed],
  ])('%s', async (_, name) => {
    const source = await odd('nocam_a', [extraFile('notes.txt', 'kept')], name)
    const { dir } = await merge([source, 'nocam_b'], { output: join(await scratchDir(), name.slice(0, 200)) })
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
  })

  it('two that look alike and differ in how letters are put together are two', async () => {
    const parent = await scratchDir()
    await rename(await odd('nocam_a'), join(parent, composed))
    await rename(await odd('nocam_b'), join(parent, decomposed))
    const { dir } = await merge([join(parent, composed), join(parent, decomposed)])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
  })
})

describe('what is no plain file', () => {
  it('a link to a file of another dataset is followed, as caches of the Hub need it', async () => {
    const source = await odd('nocam_a')
    await rm(join(source, rows))
    await symlink(join(fixture('nocam_a'), rows), join(source, rows))
    const { dir } = await merge([source, 'nocam_b'])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
  })

  it.each([
    ['a link to itself', (path: string) => symlink(path, path), 'FILE_DAMAGED'],
    ['a link to nothing', (path: string) => symlink('nowhere', path), 'FILE_MISSING'],
    ['a device', (path: string) => symlink('/dev/zero', path), 'FILE_DAMAGED'],
    [
      'a pipe',
      async (path: string) => {
        await promisify(execFile)('mkfifo', [path])
      },
      'FILE_DAMAGED',
    ],
    ['a folder', (path: string) => mkdir(path), 'FILE_DAMAGED'],
  ])('%s where the rows should be', async (_, make, code) => {
    const source = await odd('nocam_a')
    await rm(join(source, rows))
    await make(join(source, rows))
    const output = join(await scratchDir(), 'merged')
    expect(brief(await findingsOf([source])).slice(0, 1)).toEqual([`blocking ${code} #0 ${rows}`])
    expect(await errorCode(merge(['nocam_b', source], { output }))).toBe('BLOCKED')
    expect(await readdir(dirname(output))).toEqual([])
  })

  it('a loop of folders beside the data is not walked into', async () => {
    const source = await odd('nocam_a')
    await symlink(source, join(source, 'again'))
    const { dir } = await merge([source, 'nocam_b'])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
  })

  it('a folder that cannot be listed is told of, and stops only what is found by listing it', async () => {
    const source = await odd('nocam_a')
    await symlink('chunk-007', join(source, 'data/chunk-007'))
    expect(brief(await findingsOf([source]))).toEqual(['advisory FILE_DAMAGED #0 data'])
    const { dir } = await merge([source, 'nocam_b'])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })

    await symlink('chunk-007', join(source, 'meta/episodes/chunk-007'))
    const [first] = await findingsOf([source])
    expect(first).toMatchObject({ code: 'FILE_DAMAGED', tier: 'blocking', subject: 'meta/episodes' })
    expect(first!.message).toContain('ELOOP')
    await expect(openEpisodeList(source)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('a folder that is a link to itself is no dataset', async () => {
    const loop = join(await scratchDir(), 'loop')
    await symlink(loop, loop)
    expect((await errorOf(openDataset(loop))).code).toMatch(/^(NOT_A_DATASET|FILE_UNREADABLE)$/)
  })

  it('sources that may only be read merge, and stay as they are', async () => {
    const source = await odd('nocam_a')
    const before = await treeDigests(source)
    for (const name of await readdir(source, { recursive: true }))
      await chmod(join(source, name), name.includes('.') ? 0o444 : 0o555)
    const { dir } = await merge([source, 'nocam_b'])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
    expect(await treeDigests(source)).toEqual(before)
  })

  it.skipIf(process.getuid?.() === 0)('files that may not be read are named', async () => {
    const source = await odd('nocam_a')
    await chmod(join(source, rows), 0)
    expect(brief(await findingsOf([source]))).toContain(`blocking FILE_DAMAGED #0 ${rows}`)
  })
})

describe('situations', () => {
  it('no source', async () => {
    expect(await errorCode(planOf([]))).toBe('NO_SOURCES')
  })

  it('the same source by two paths is read once, said, and merged twice', async () => {
    const link = join(await scratchDir(), 'link')
    await symlink(fixture('nocam_a'), link)
    const [one, other] = await openDatasets([fixture('nocam_a'), link])
    expect(other).toBe(one)
    const { dir, findings } = await merge(['nocam_a', link])
    expect(brief(findings)).toEqual(['advisory DUPLICATE_SOURCE #1 link'])
    await expectFaithful(dir, { sources: ['nocam_a', 'nocam_a'] })
  })

  it('a thousand sources and 256 files open at once', { timeout: 120_000 }, async () => {
    const parent = await scratchDir()
    const script = join(import.meta.dirname, 'thousand.ts')
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 256 && exec "$0" "$@"',
      process.execPath,
      script,
      fixture('nocam_b'),
      parent,
    ])
    expect(JSON.parse(stdout)).toEqual({ episodes: 1000, failures: 0 })
  })
})
