import { expect, test } from 'vitest'
import { FrameCache, type CameraFrames, type Picture } from './frame-cache.ts'

const closed: number[] = []
const picture = (frame: number): Picture => ({
  close: () => {
    closed.push(frame)
  },
})
const held = (camera: CameraFrames<Picture>) => [...camera.frames.keys()].toSorted((a, b) => a - b)

test('what is farthest from the focus goes first, and is closed', () => {
  closed.length = 0
  const cache = new FrameCache(500)
  const camera = cache.add()
  camera.focus = 3
  for (const frame of [0, 1, 2, 3, 4, 5, 6]) cache.put(camera, frame, picture(frame), 100)
  expect(held(camera)).toEqual([1, 2, 3, 4, 5])
  expect(closed.toSorted()).toEqual([0, 6])
  expect(cache.bytes).toBe(500)
})

test('cameras share the room, each by its own focus', () => {
  const cache = new FrameCache(600)
  const [a, b] = [cache.add(), cache.add()]
  a.focus = 100
  b.focus = 0
  for (let i = 0; i < 6; i++) {
    cache.put(a, 100 + i, picture(i), 100)
    cache.put(b, i, picture(i), 100)
  }
  expect([held(a), held(b)]).toEqual([
    [100, 101, 102],
    [0, 1, 2],
  ])
})

test('the focus and its neighbours stay, however large', () => {
  const cache = new FrameCache(100)
  const camera = cache.add()
  for (const frame of [0, 1, 2, 3]) cache.put(camera, frame, picture(frame), 1000)
  expect(held(camera)).toEqual([0, 1])
  expect(cache.reach(1000)).toBe(1)
})

test('a camera that goes takes its pictures with it', () => {
  closed.length = 0
  const cache = new FrameCache(1000)
  const camera = cache.add()
  cache.put(camera, 7, picture(7), 10)
  cache.put(camera, 7, picture(8), 10)
  cache.remove(camera)
  expect([closed, cache.bytes]).toEqual([[7, 8], 0])
})
