import { beforeEach, expect, test } from 'vitest'
import { FakeWorld } from './fake-world.ts'
import type { Player } from './player.ts'
import { beginScrub } from './scrub.ts'

let world: FakeWorld
let player: Player

beforeEach(() => {
  world = new FakeWorld()
  player = world.player
})

test('holds what plays where the pointer is, and lets it go on from there', () => {
  player.play()
  world.pass(200)
  const scrub = beginScrub(player, 40)
  world.pass(1000)
  expect(player.getState()).toMatchObject({ frame: 40, isPlaying: false })
  scrub.to(60)
  world.pass(1000)
  expect(player.getState().frame).toBe(60)
  scrub.end()
  world.pass(200)
  expect(player.getState().isPlaying).toBe(true)
  expect(player.getState().frame).toBeGreaterThan(62)
  expect(player.getState().frame).toBeLessThan(70)
})

test('stays at the end when it is let go there', () => {
  player.play()
  world.pass(200)
  const scrub = beginScrub(player, 90)
  scrub.to(99)
  scrub.end()
  world.pass(200)
  expect(player.getState()).toMatchObject({ frame: 99, isPlaying: false })
})

test('leaves what stood standing', () => {
  beginScrub(player, 40).end()
  world.pass(200)
  expect(player.getState()).toMatchObject({ frame: 40, isPlaying: false })
})
