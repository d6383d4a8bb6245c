import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import { findSideFiles } from './side-files.ts'

// Who tests may be allowed everything, so the system's refusals are made here: by the beginning of a name, a code.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>()
  const refusing =
    (call: (path: string, ...more: never[]) => Promise<unknown>) =>
    async (path: string, ...more: never[]): Promise<unknown> => {
      const [code = ''] = /^E[A-Z]+/.exec(basename(path)) ?? []
      if (code !== '') throw Object.assign(new Error(code), { code, errno: -1 })
      return await call(path, ...more)
    }
  return { ...real, readdir: refusing(real.readdir), access: refusing(real.access) }
})

it('leaves behind what may not be read, and forgets what vanishes while it is looked for', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'episplice-side-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
  for (const folder of ['notes', 'EACCES-lost+found', 'ENOENT-wandb']) {
    mkdirSync(join(dir, folder))
    writeFileSync(join(dir, folder, 'inside.txt'), '')
  }
  for (const name of ['README.md', 'EPERM.txt', 'ENOENT.txt.swp']) writeFileSync(join(dir, name), '')
  const findings: Finding[] = []
  expect(await findSideFiles(dir, [], findings)).toEqual(['README.md', 'notes/inside.txt'])
  expect(findings).toMatchObject([
    {
      code: 'SIDE_FILES',
      tier: 'advisory',
      message: 'Files beside the dataset that you may not read stay behind: EACCES-lost+found and 1 more.',
    },
  ])
})

it('does without nothing that a failing disk does not give this time', async () => {
  for (const name of ['EIO.txt', 'ESTALE-notes/inside.txt']) {
    const dir = mkdtempSync(join(tmpdir(), 'episplice-side-'))
    onTestFinished(() => {
      rmSync(dir, { recursive: true })
    })
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), '')
    await expect(findSideFiles(dir, [], [])).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  }
})
