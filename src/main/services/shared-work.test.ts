import { describe, expect, it } from 'vitest'
import { SharedWork } from './shared-work.ts'

/** Work that ends when a test says so. */
function setUp(width: number) {
  const work = new SharedWork<string>(width)
  const begun: string[] = []
  const given: string[] = []
  const ends = new Map<string, (value: string) => void>()
  const get = (key: string, signal?: AbortSignal) =>
    work.get(
      key,
      (own) => {
        begun.push(key)
        const { promise, resolve } = Promise.withResolvers<string>()
        ends.set(key, resolve)
        own.addEventListener('abort', () => {
          given.push(key)
          resolve('given up')
        })
        return promise
      },
      signal,
    )
  const end = (key: string): void => {
    ends.get(key)!(`${key} is done`)
  }
  return { get, begun, given, end }
}

describe('shared work', () => {
  it('is done once for all who wait for it', async () => {
    const { get, begun, end } = setUp(2)
    const both = Promise.all([get('a'), get('a')])
    end('a')
    expect(await both).toEqual(['a is done', 'a is done'])
    expect(begun).toEqual(['a'])
    const again = get('a')
    end('a')
    await again
    expect(begun).toEqual(['a', 'a'])
  })

  it('is given up when the last one leaves, not before', async () => {
    const { get, given, end } = setUp(2)
    const [first, second] = [new AbortController(), new AbortController()]
    const one = get('a', first.signal)
    const two = get('a', second.signal)
    first.abort()
    await expect(one).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(given).toEqual([])
    second.abort()
    await expect(two).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(given).toEqual(['a'])
    const anew = get('a')
    end('a')
    expect(await anew).toBe('a is done')
  })

  it('waits for its turn, and leaves the queue with those who wait', async () => {
    const { get, begun, end } = setUp(1)
    const controller = new AbortController()
    const first = get('a')
    const left = get('b', controller.signal)
    const last = get('c')
    expect(begun).toEqual(['a'])
    controller.abort()
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' })
    end('a')
    await first
    await expect.poll(() => begun).toEqual(['a', 'c'])
    end('c')
    await last
  })
})
