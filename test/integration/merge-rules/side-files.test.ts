import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { extraFile, moved, odd } from '../../support/edit-dataset.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { files } from '../../support/read-dataset.ts'

it('what a merge carried along survives merges of merges', async () => {
  let dir = await odd('nocam_a', [extraFile('README.md', '# Monday')])
  for (let generation = 0; generation < 5; generation++) dir = (await merge([dir])).dir
  const [readme, ...others] = files(dir, '**/README.md')
  expect(others).toEqual([])
  expect(readme!.split('meta/sources/')).toHaveLength(6)
  expect(await readFile(join(dir, readme!), 'utf8')).toBe('# Monday')
  expect(files(dir, '**/episplice.json')).toHaveLength(5)
})

it('folders that lie too deep stay behind, and a finding says so', async () => {
  const deep = await odd('nocam_a', [extraFile(`${'d/'.repeat(40)}note.txt`, 'deep')])
  const { dir, findings } = await merge([deep])
  expect(findings).toMatchObject([
    { code: 'SIDE_FILES', tier: 'advisory', subject: 'd/'.repeat(33).slice(0, -1) },
  ])
  expect(files(dir, '**/note.txt')).toEqual([])
})

it('so do links, but for those that are the files of the format', async () => {
  const rows = 'data/chunk-000/file-000.parquet'
  const linked = await odd('nocam_a', [
    extraFile('.notes', 'kept elsewhere'),
    moved({ [rows]: '.rows', 'meta/episodes': '.episodes' }),
    (dir) => symlink(join(dir, '.rows'), join(dir, rows)),
    (dir) => symlink(join(dir, '.episodes'), join(dir, 'meta/episodes')),
    (dir) => symlink(join(dir, '.notes'), join(dir, 'README.md')),
  ])
  expect(await findingsOf([linked])).toMatchObject([
    { code: 'SIDE_FILES', tier: 'advisory', subject: 'README.md' },
  ])
})

it('what macOS puts beside files on a drive of another system is not taken for theirs', async () => {
  const beside = extraFile('meta/episodes/chunk-000/._file-000.parquet', 'Mac OS X')
  const copied = await odd('nocam_a', [beside, extraFile('data/chunk-000/._file-000.parquet', 'Mac OS X')])
  expect(brief((await merge([copied, 'nocam_b'])).findings)).toEqual([])
})
