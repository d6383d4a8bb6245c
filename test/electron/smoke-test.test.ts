import { expect, test } from 'vitest'
import { fixture } from '../support/fixtures.ts'
import { runDesktopApp } from './support.ts'

/** On a busy machine. */
const SMOKE_MS = 180_000

test('proves each part of an application, and a merge of a dataset', { timeout: SMOKE_MS }, async () => {
  const { code, stdout, stderr } = await runDesktopApp(['--smoke-test', fixture('pick_a')])
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    page: 'Library · Episplice',
    history: 0,
    ffmpeg: { found: true },
    'reading process': 'works',
    'merging process': 'works',
    threads: ['data-worker.js', 'row-stats-worker.js', 'video-worker.js'],
    merge: { episodes: 3 },
  })
  expect(code).toBe(0)
})

test('proves nothing where another one runs', { timeout: SMOKE_MS }, async () => {
  const { code, stdout, stderr } = await runDesktopApp(['--smoke-test'], { EPISPLICE_TEST_LOCK: 'taken' })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('another Episplice runs')
})
