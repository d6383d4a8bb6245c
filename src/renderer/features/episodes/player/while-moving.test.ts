import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Player } from './player.ts'
import type { PlayerHost } from './player-host.ts'
import { whileMoving } from './while-moving.ts'

const host: PlayerHost = {
  now: () => Date.now(),
  onDisplay: () => () => undefined,
  after: (ms, callback) => {
    const id = setTimeout(callback, ms)
    return () => {
      clearTimeout(id)
    }
  },
  openCamera: () => {
    throw new Error('there is none')
  },
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('begins with the first step, ends once no other came for a moment, and lasts while it plays', () => {
  const player = new Player(host)
  player.open({ length: 100, fps: 30, cameras: [] })
  let moving = 0
  const end = whileMoving(player, () => {
    moving++
    return () => {
      moving--
    }
  })
  expect(moving).toBe(1)
  vi.advanceTimersByTime(1000)
  expect(moving).toBe(0)
  for (let i = 0; i < 10; i++) {
    player.step(1)
    expect(moving).toBe(1)
    vi.advanceTimersByTime(200)
  }
  vi.advanceTimersByTime(200)
  expect(moving).toBe(0)
  player.setSpeed(2)
  expect(moving).toBe(0)
  player.play()
  vi.advanceTimersByTime(10_000)
  expect(moving).toBe(1)
  player.pause()
  vi.advanceTimersByTime(1000)
  expect(moving).toBe(0)
  player.step(-1)
  end()
  expect(moving).toBe(0)
  player.step(-1)
  expect(moving).toBe(0)
})
