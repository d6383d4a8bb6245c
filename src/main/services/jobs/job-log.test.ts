import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JobLog } from './job-log.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'episplice-log-'))
})

afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

it('keeps the newer half of what is too much', () => {
  const log = new JobLog(join(dir, 'job.log'))
  for (let i = 0; i < 400; i++) log.add(`${i} ${'x'.repeat(5000)}`)
  expect(statSync(log.path).size).toBeLessThanOrEqual(513 * 1024)
  const lines = log.lines()
  expect(lines[0]).toContain('(older lines were left out)')
  expect(lines.at(-1)).toContain(' 399 xxx')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(2100)
})

it('gives lines by number, each with its time', () => {
  const log = new JobLog(join(dir, 'job.log'))
  log.add('one\ntwo\r\n\n')
  log.add('three')
  expect(log.page(1, 5)).toMatchObject({ from: 1, total: 3 })
  expect(log.page(1, 5).lines.map((line) => line.replace(/^\S+ /, ''))).toEqual(['two', 'three'])
})

it('is silent about a disk that takes none', () => {
  const log = new JobLog(join(dir, 'missing/job.log'))
  log.add('one')
  expect(log.page(0, 10)).toEqual({ from: 0, lines: [], total: 0 })
})
