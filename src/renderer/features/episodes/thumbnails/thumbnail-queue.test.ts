import { describe, expect, it } from 'vitest'
import { fakeApi } from '#renderer/api/fake.ts'
import type { Thumbnail } from '#shared/model/media.ts'
import { EngineError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { ThumbnailQueue } from './thumbnail-queue.ts'

const place = 'a'.repeat(32) as PlaceId

/** A queue over a main process that answers when it is told to, and a clock that is moved by hand. */
function setUp() {
  const answers = new Map<number, (answer: Thumbnail) => void>()
  const fail = new Map<number, () => void>()
  const timers = new Map<() => void, number>()
  const signals: AbortSignal[] = []
  const { api, calls } = fakeApi({
    'media.thumbnail': ({ episode }, signal) => {
      signals.push(signal!)
      return new Promise((resolve, reject) => {
        answers.set(episode, resolve)
        fail.set(episode, () => {
          reject(new EngineError('READER_CRASHED', 'the reading process ended'))
        })
      })
    },
  })
  const queue = new ThumbnailQueue(api, (ms, callback) => {
    timers.set(callback, ms)
    return () => timers.delete(callback)
  })
  const pass = (ms = 200): void => {
    for (const [callback, own] of timers) {
      if (own > ms) continue
      timers.delete(callback)
      callback()
    }
  }
  const asked = () => calls.map(({ input }) => (input as { episode: number }).episode)
  const isToBeMade = () => calls.map(({ input }) => (input as { make: boolean }).make)
  return { queue, pass, asked, isToBeMade, answers, fail, signals }
}

describe('thumbnails', () => {
  it('are asked for a few at a time, the last seen first, and never for what was scrolled past', async () => {
    const { queue, pass, asked, answers } = setUp()
    const got: string[] = []
    queue.want(place, 99, () => undefined)()
    const ends = [0, 1, 2, 3, 4, 5, 6].map((episode) =>
      queue.want(place, episode, (url) => {
        got.push(url)
      }),
    )
    pass()
    await expect.poll(asked).toEqual([0, 1])
    ends[5]!()
    answers.get(0)!({ url: '/media/0' })
    await expect.poll(asked).toEqual([0, 1, 6])
    answers.get(1)!({ url: '/media/1' })
    await expect.poll(asked).toEqual([0, 1, 6, 4])
    expect(got).toEqual(['/media/0', '/media/1'])
  })

  it('that could not be had are asked for again later, those that do not exist are not', async () => {
    const { queue, pass, asked, fail, answers } = setUp()
    const see = (episode: number) => {
      queue.want(place, episode, () => undefined)()
      const end = queue.want(place, episode, () => undefined)
      pass()
      return end
    }
    see(0)
    await expect.poll(asked).toEqual([0])
    fail.get(0)!()
    see(1)
    await expect.poll(asked).toEqual([0, 1])
    answers.get(1)!('none')
    see(0)
    see(2)
    await expect.poll(asked).toEqual([0, 1, 2])
    pass(60_000)
    see(0)
    see(1)
    await expect.poll(asked).toEqual([0, 1, 2, 0])
  })

  it('of a dataset that changed are asked for anew', async () => {
    const { queue, pass, asked, answers } = setUp()
    const generations: number[] = []
    queue.subscribe(() => generations.push(queue.generation()))
    queue.want(place, 0, () => undefined)
    pass()
    await expect.poll(asked).toEqual([0])
    answers.get(0)!({ url: '/media/0' })
    await expect.poll(() => queue.known(place, 0)).toBe('/media/0')
    queue.forgetAll('b'.repeat(32) as PlaceId)
    expect(queue.known(place, 0)).toBe('/media/0')
    queue.forgetAll(place)
    expect(generations).toEqual([1, 2])
    queue.want(place, 0, () => undefined)
    pass()
    await expect.poll(asked).toEqual([0, 0])
  })

  it('wait while something else does', async () => {
    const { queue, pass, asked } = setUp()
    const goOn = queue.hold()
    for (const episode of [0, 1, 2]) queue.want(place, episode, () => undefined)
    pass()
    expect(asked()).toEqual([])
    goOn()
    pass(0)
    await expect.poll(asked).toEqual([2, 1])
  })

  it('are given up for something else, and asked for again afterwards', async () => {
    const { queue, pass, asked, signals } = setUp()
    for (const episode of [0, 1, 2]) queue.want(place, episode, () => undefined)
    pass()
    await expect.poll(asked).toEqual([0, 1])
    const goOn = queue.hold()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    goOn()
    pass(0)
    await expect.poll(asked).toEqual([0, 1, 1, 0])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false, false])
  })

  it('that are there are asked for while something goes on, and the others after it', async () => {
    const { queue, pass, asked, isToBeMade, answers } = setUp()
    const goOn = queue.hold()
    // Long enough for something that goes on, unless something else begins meanwhile.
    pass(1000)
    const goOnLeafing = queue.hold()
    const got: string[] = []
    const ends = [0, 1, 2].map((episode) =>
      queue.want(place, episode, (url) => {
        got.push(url)
      }),
    )
    pass()
    expect(asked()).toEqual([])
    goOnLeafing()
    pass(1000)
    await expect.poll(asked).toEqual([2, 1])
    answers.get(2)!('unmade')
    answers.get(1)!({ url: '/media/1' })
    await expect.poll(asked).toEqual([2, 1, 0])
    answers.get(0)!('unmade')
    await expect.poll(() => got).toEqual(['/media/1'])
    ends[0]!()
    goOn()
    pass(0)
    await expect.poll(asked).toEqual([2, 1, 0, 2])
    expect(isToBeMade()).toEqual([false, false, false, true])
    answers.get(2)!({ url: '/media/2' })
    await expect.poll(() => got).toEqual(['/media/1', '/media/2'])
  })

  it('are asked for once', async () => {
    const { queue, pass, asked, answers } = setUp()
    queue.want(place, 3, () => undefined)
    pass()
    await expect.poll(asked).toEqual([3])
    answers.get(3)!({ url: '/media/3' })
    await expect.poll(() => queue.known(place, 3)).toBe('/media/3')
    queue.want(place, 3, () => undefined)
    pass()
    expect(asked()).toEqual([3])
  })
})
