import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { writeStagedFile } from './staged-file.ts'

type Step = 'close' | 'sync'
const failing = vi.hoisted(() => ({ step: undefined as Step | undefined, code: '', name: '' }))

// No disk fails when it is asked to.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>()
  const open: typeof real.open = async (path, ...more) => {
    const handle = await real.open(path, ...more)
    const { step, code, name } = failing
    if (step === undefined || !basename(String(path)).startsWith(name)) return handle
    const call = handle[step].bind(handle)
    handle[step] = async () => {
      await call()
      throw Object.assign(new Error(code), { code, errno: -1 })
    }
    return handle
  }
  return { ...real, open }
})

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'episplice-staged-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
})

function written(step: Step, code: string, name: string): Promise<number> {
  Object.assign(failing, { step, code, name })
  return writeStagedFile(join(dir, 'new.bin'), (out) => out.append(Uint8Array.of(1)))
}

it('leaves nothing behind when only closing tells that the disk is full', async () => {
  await expect(written('close', 'ENOSPC', 'new.bin.partial-')).rejects.toMatchObject({ code: 'NO_SPACE' })
  expect(readdirSync(dir)).toEqual([])
})

it('says that the file is there when the disk does not confirm its name', async () => {
  await expect(written('sync', 'EIO', basename(dir))).rejects.toMatchObject({
    code: 'WRITE_FAILED',
    message: expect.stringContaining(`${join(dir, 'new.bin')} is complete, but`) as string,
  })
  expect(readdirSync(dir)).toEqual(['new.bin'])
})
