import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { summaries } from './scan.ts'

let dir: string
let info: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'episplice-scan-'))
  onTestFinished(() => {
    rmSync(dir, { recursive: true })
  })
  mkdirSync(join(dir, 'meta'))
  info = join(dir, 'meta/info.json')
})

async function errorCode(): Promise<string | undefined> {
  const [scanned] = await summaries([dir], new AbortController().signal)
  return scanned?.error?.code
}

test.skipIf(process.platform === 'win32')('does not wait for a pipe to say something', async () => {
  execFileSync('mkfifo', [info])
  expect(await errorCode()).toBe('FILE_UNREADABLE')
})

test('does not take an info.json into memory that is none, nor guess at its letters', async () => {
  writeFileSync(info, '')
  truncateSync(info, 17e6)
  expect(await errorCode()).toBe('JSON_INVALID')
  writeFileSync(info, Buffer.from('{"robot_type":"\xff"}', 'latin1'))
  expect(await errorCode()).toBe('JSON_INVALID')
})
