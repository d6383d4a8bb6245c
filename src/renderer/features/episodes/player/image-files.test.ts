import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ImageFiles } from './image-files.ts'

/** Addresses that were asked for, and what becomes of the ones asked for next. */
let asked: string[] = []
let signals: AbortSignal[] = []
let isThere = true

beforeEach(() => {
  asked = []
  signals = []
  isThere = true
  vi.stubGlobal('fetch', (url: string, { signal }: { readonly signal: AbortSignal }) => {
    asked.push(url)
    signals.push(signal)
    return Promise.resolve(new Response(isThere ? url : null, { status: isThere ? 200 : 404 }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const { signal } = new AbortController()

test('gives out what was fetched ahead, once', async () => {
  const files = new ImageFiles()
  files.fetchAhead('/media/1/40')
  files.fetchAhead('/media/1/40')
  expect(await (await files.fetch('/media/1/40', signal)).text()).toBe('/media/1/40')
  expect(asked).toEqual(['/media/1/40'])
  await files.fetch('/media/1/40', signal)
  expect(asked).toHaveLength(2)
})

test('asks again for what could not be had ahead, and says why it still cannot', async () => {
  const files = new ImageFiles()
  isThere = false
  files.fetchAhead('/media/1/40')
  files.fetchAhead('/media/1/41')
  await expect(files.fetch('/media/1/40', signal)).rejects.toMatchObject({ reason: 'gone' })
  isThere = true
  expect(await (await files.fetch('/media/1/41', signal)).text()).toBe('/media/1/41')
  expect(asked).toHaveLength(4)
})

test('keeps the latest of many, and nothing once it is closed', () => {
  const files = new ImageFiles()
  for (let row = 0; row < 40; row++) files.fetchAhead(`/media/1/${row}`)
  expect(signals.map(({ aborted }) => aborted)).toEqual(Array.from({ length: 40 }, (_, row) => row < 24))
  files.close()
  expect(signals.every(({ aborted }) => aborted)).toBe(true)
})

test('gives nothing to who does not want it any more', async () => {
  const files = new ImageFiles()
  files.fetchAhead('/media/1/40')
  await expect(files.fetch('/media/1/40', AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
})
