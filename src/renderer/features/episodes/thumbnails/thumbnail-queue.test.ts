import { describe, expect, it } from 'vitest'
import { fakeApi } from '#renderer/api/fake.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { ThumbnailQueue } from './thumbnail-queue.ts'

const place = 'a'.repeat(32) as PlaceId

/** A queue over a main process that answers when it is told to, and a clock that is moved by hand. */
function setUp() {
  const answers = new Map<number, (url: string) => void>()
  const timers = new Set<() => void>()
  const signals: AbortSignal[] = []
  const { api, calls } = fakeApi({
    'media.thumbnail': ({ episode }, signal) => {
      signals.push(signal!)
      return new Promise((resolve) =>
        answers.set(episode, (url) => {
          resolve({ url })
        }),
      )
    },
  })
  const queue = new ThumbnailQueue(api, (_, callback) => {
    timers.add(callback)
    return () => timers.delete(callback)
  })
  const pass = (): void => {
    for (const callback of timers) callback()
    timers.clear()
  }
  const asked = () => calls.map(({ input }) => (input as { episode: number }).episode)
  return { queue, pass, asked, answers, signals }
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
    answers.get(0)!('/media/0')
    await expect.poll(asked).toEqual([0, 1, 6])
    answers.get(1)!('/media/1')
    await expect.poll(asked).toEqual([0, 1, 6, 4])
    expect(got).toEqual(['/media/0', '/media/1'])
  })

  it('wait while something else does', async () => {
    const { queue, pass, asked } = setUp()
    const goOn = queue.hold()
    for (const episode of [0, 1, 2]) queue.want(place, episode, () => undefined)
    pass()
    expect(asked()).toEqual([])
    goOn()
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
    await expect.poll(asked).toEqual([0, 1, 1, 0])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false, false])
  })

  it('are asked for once', async () => {
    const { queue, pass, asked, answers } = setUp()
    queue.want(place, 3, () => undefined)
    pass()
    await expect.poll(asked).toEqual([3])
    answers.get(3)!('/media/3')
    await expect.poll(() => queue.known(place, 3)).toBe('/media/3')
    queue.want(place, 3, () => undefined)
    pass()
    expect(asked()).toEqual([3])
    queue.forget(place, 3)
    expect(queue.known(place, 3)).toBeUndefined()
  })
})
