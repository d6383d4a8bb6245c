import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RangeReader } from './range-reader.ts'

const BLOCK = 1 << 16
const file = new Uint8Array(40 * BLOCK + 1000).map((_, i) => (i * 7 + (i >> 8)) & 255)
/** What was asked for, as `[start, end)`. */
let asked: [number, number][] = []

beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', (_url: string, { headers }: { readonly headers: { readonly range: string } }) => {
    const [from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range)!.slice(1).map(Number)
    const bytes = file.slice(from, to! + 1)
    asked.push([from!, from! + bytes.length])
    const range = `bytes ${from}-${from! + bytes.length - 1}/${file.length}`
    return Promise.resolve(new Response(bytes, { status: 206, headers: { 'content-range': range } }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** Not by Vitest's own comparison, which takes a second for a megabyte. */
function expectBytes(bytes: Uint8Array, start: number, end: number): void {
  expect(bytes.length).toBe(end - start)
  expect(bytes.every((byte, i) => byte === file[start + i])).toBe(true)
}

const open = () => new RangeReader('/media/x', new AbortController().signal)

it('reads a file from its beginning to its end in ever larger parts, each byte once', async () => {
  const reader = open()
  expect(await reader.size()).toBe(file.length)
  for (let at = 0; at < file.length; at += 12_000) {
    const end = Math.min(file.length, at + 12_000)
    expectBytes(await reader.read(at, end), at, end)
  }
  expect(asked.map(([start]) => start)).toEqual([0, ...asked.slice(0, -1).map(([, end]) => end)])
  expect(asked.at(-1)![1]).toBe(file.length)
  expect(asked.length).toBeLessThan(10)
})

it('reads two blocks at most where it goes somewhere else', async () => {
  const reader = open()
  for (const block of [30, 10, 20]) {
    await reader.read(block * BLOCK + 500, block * BLOCK + 12_000)
    const [start, end] = asked.at(-1)!
    expect(start).toBe(block * BLOCK)
    expect(end - start).toBeLessThanOrEqual(2 * BLOCK)
  }
})

it('asks for what is on its way or there only once', async () => {
  const reader = open()
  const at = 5 * BLOCK
  const [one, two] = await Promise.all([reader.read(at, at + 100), reader.read(at + 50, at + 200)])
  expectBytes(one, at, at + 100)
  expectBytes(two, at + 50, at + 200)
  await reader.read(at, at + 20_000)
  expect(asked).toHaveLength(1)
})

it('fills a gap between blocks that are there', async () => {
  const reader = open()
  await reader.read(10 * BLOCK, 10 * BLOCK + 10)
  await reader.read(13 * BLOCK, 13 * BLOCK + 10)
  asked = []
  expectBytes(await reader.read(10 * BLOCK, 14 * BLOCK), 10 * BLOCK, 14 * BLOCK)
  expect(asked.every(([start, end]) => start >= 11 * BLOCK && end <= 16 * BLOCK)).toBe(true)
  expect(new Set(asked.map(([start]) => start)).size).toBe(asked.length)
})

it('asks again for what could not be had', async () => {
  const reader = open()
  const { fetch } = globalThis
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })))
  await expect(reader.read(0, 10)).rejects.toThrow('gone')
  vi.stubGlobal('fetch', fetch)
  expectBytes(await reader.read(0, 10), 0, 10)
})
