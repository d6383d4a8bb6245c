import { beforeEach, expect, test } from 'vitest'
import { episode, FakeWorld } from './fake-world.ts'
import type { Player } from './player.ts'

let world: FakeWorld
let player: Player

beforeEach(() => {
  world = new FakeWorld()
  player = world.player
})

test('takes its time from the first picture on', () => {
  world.slow()
  player.play()
  world.pass(80)
  expect(player.getState().frame).toBe(0)
  world.quick()
  world.pass(20)
  expect(player.getState().frame).toBe(1)
  world.pass(300)
  // Not the frames that would have been due meanwhile.
  expect(player.getState().frame).toBeLessThanOrEqual(11)
  expect(player.getState().frame).toBeGreaterThanOrEqual(9)
})

test.each([0.25, 0.5, 1, 2, 4, 8] as const)('keeps time at %s×', (speed) => {
  player.setSpeed(speed)
  player.play()
  world.pass(300)
  expect(Math.abs(player.getState().frame - 9 * speed)).toBeLessThanOrEqual(Math.max(1, speed))
})

test('shows every frame, in order, and stops at the end', () => {
  player.play()
  world.pass(5000)
  const frames = world.painted
    .map(([top]) => Number(top) - 500)
    .filter((frame, i, all) => frame !== all[i - 1])
  expect(frames).toEqual(Array.from({ length: 100 }, (_, i) => i))
  expect(player.getState()).toMatchObject({ frame: 99, isPlaying: false, status: { kind: 'paused' } })
  player.play()
  expect(player.getState().frame).toBe(0)
})

test.each([
  ['is there', false],
  ['is on its way', true],
])('goes on after a drag to the end by staying there, whether the last frame %s', (_, isSlow) => {
  player.play()
  world.pass(200)
  player.pause()
  if (isSlow) world.slow()
  player.seek(60)
  player.seek(99)
  player.resume()
  for (const frame of [60, 99])
    for (const [i, start] of [500, 40].entries()) world.cameras[i]!.give(start + frame)
  world.pass(200)
  expect(player.getState()).toMatchObject({ frame: 99, isPlaying: false, status: { kind: 'paused' } })
  expect(world.painted.at(-1)).toEqual([599, 139])

  player.setLooping(true)
  world.quick()
  player.resume()
  world.pass(200)
  expect(player.getState().isPlaying).toBe(true)
  expect(player.getState().frame).toBeLessThan(10)
})

test('begins at the beginning when it was on its way to the end', () => {
  world.slow()
  player.seek(99)
  player.play()
  world.quick()
  world.cameras[0]!.give(599)
  expect(player.getState()).toMatchObject({ frame: 0, isPlaying: true, status: { kind: 'playing' } })
})

test('of a single frame is over after it', () => {
  player.open({ ...episode, length: 1 })
  player.play()
  world.pass(200)
  expect(player.getState()).toMatchObject({ frame: 0, isPlaying: false, status: { kind: 'paused' } })
})

test('begins again in a loop', () => {
  player.setLooping(true)
  player.seek(95)
  player.play()
  world.pass(500)
  expect(player.getState()).toMatchObject({ isPlaying: true })
  expect(player.getState().frame).toBeLessThan(20)
})

test('waits for a slow camera and says that it is behind', () => {
  player.play()
  world.slow()
  for (let frame = 1; frame < 30; frame++) {
    world.pass(100)
    world.cameras[0]!.give(500 + frame)
    world.cameras[1]!.give(40 + frame)
  }
  expect(player.getState()).toMatchObject({ isBehind: true, isPlaying: true })
  for (const [top, wrist] of world.painted) expect(Number(top) - 500).toBe(Number(wrist) - 40)
})

test('stands still while the display asks for nothing, as of a hidden page', () => {
  player.play()
  world.pass(100)
  const { frame } = player.getState()
  world.ms += 60_000
  world.pass(34)
  expect(player.getState().frame - frame).toBeLessThanOrEqual(3)
})
