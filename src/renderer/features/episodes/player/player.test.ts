import { beforeEach, describe, expect, test } from 'vitest'
import { episode, FakeWorld } from './fake-world.ts'
import type { Player } from './player.ts'

let world: FakeWorld
let player: Player

beforeEach(() => {
  world = new FakeWorld()
  player = world.player
})

describe('what is made ready', () => {
  const ahead = () => world.cameras.map(({ wanted }) => wanted!.ahead)

  test('is the first picture alone while episodes are leafed through', () => {
    expect(ahead()).toEqual([0, 0])
    world.pass(50)
    player.open(episode)
    world.pass(80)
    expect(ahead().slice(-2)).toEqual([0, 0])
    world.pass(50)
    expect(ahead().slice(-2)).toEqual([6, 6])
  })

  test('is one picture alone while somebody drags along the timeline', () => {
    world.pass(200)
    for (const frame of [30, 60, 90]) {
      player.seek(frame)
      world.pass(50)
      expect(ahead()).toEqual([0, 0])
    }
    world.pass(100)
    expect(ahead()).toEqual([6, 6])
  })

  test('waits for a frame that comes late, however long somebody stood before', () => {
    world.pass(200)
    player.seek(40)
    world.pass(95)
    world.slow()
    player.seek(80)
    world.pass(50)
    expect(ahead()).toEqual([0, 0])
    world.quick()
    world.cameras[0]!.give(580)
    expect(player.getState().frame).toBe(80)
    expect(ahead()).toEqual([0, 0])
    world.pass(120)
    expect(ahead()).toEqual([6, 6])
  })

  test('is what follows at once for steps and for playing', () => {
    player.step(1)
    expect(ahead()).toEqual([6, 6])
    player.seek(60)
    player.step(-1)
    expect(ahead()).toEqual([6, 6])
    player.seek(20)
    player.play()
    expect(ahead()).toEqual([12, 12])
    player.setSpeed(8)
    world.pass(20)
    expect(ahead()).toEqual([32, 32])
  })
})

describe('a frame', () => {
  test('is painted on all cameras at once, each from its own window', () => {
    player.seek(7)
    expect(world.painted.at(-1)).toEqual([507, 47])
    expect(player.getState()).toMatchObject({ frame: 7, status: { kind: 'paused' } })
  })

  test('waits for the last camera, and says so when that takes long', () => {
    world.slow()
    player.seek(7)
    const before = world.painted.length
    world.cameras[0]!.give(507)
    expect(player.getState()).toMatchObject({ frame: 0, status: { kind: 'seeking', target: 7 } })
    world.pass(300)
    expect(player.getState().status).toEqual({ kind: 'stalled', target: 7, waitingFor: ['wrist'] })
    expect(world.painted.length).toBe(before)
    world.cameras[1]!.give(47)
    expect(world.painted.at(-1)).toEqual([507, 47])
    expect(player.getState()).toMatchObject({ frame: 7, status: { kind: 'paused' } })
  })

  test('is not waited for by hidden or broken cameras', () => {
    world.slow()
    player.setHidden('wrist', true)
    player.seek(7)
    world.cameras[0]!.give(507)
    expect(player.getState().frame).toBe(7)
    player.setHidden('wrist', false)
    player.seek(8)
    world.cameras[0]!.give(508)
    expect(player.getState().frame).toBe(7)
    world.cameras[1]!.fail(new Error('broken'))
    expect(player.getState().frame).toBe(8)
    expect(player.getState().cameras.get('wrist')).toMatchObject({ kind: 'failed' })
  })

  test('is looked for once at a time: of several wishes the latest wins', () => {
    world.slow()
    for (const frame of [10, 20, 30]) player.seek(frame)
    expect(world.cameras[0]!.wanted?.frame).toBe(510)
    for (const camera of world.cameras) for (const start of [500, 40]) camera.give(start + 10)
    expect(player.getState()).toMatchObject({ frame: 10, status: { kind: 'seeking', target: 30 } })
    for (const camera of world.cameras) for (const start of [500, 40]) camera.give(start + 30)
    expect(player.getState()).toMatchObject({ frame: 30, status: { kind: 'paused' } })
  })

  test('is always one of the episode', () => {
    player.step(-3)
    expect(player.getState().frame).toBe(0)
    player.seek(1000)
    expect(player.getState().frame).toBe(99)
    expect(world.cameras.map(({ wanted }) => wanted?.frame)).toEqual([599, 139])
  })
})

test('another episode closes the cameras of the one before', () => {
  const before = [...world.cameras]
  player.play()
  player.open(episode, 12)
  expect(before.every(({ isClosed }) => isClosed)).toBe(true)
  expect(player.getState()).toMatchObject({ frame: 12, isPlaying: false })
  player.dispose()
  expect(world.cameras.every(({ isClosed }) => isClosed)).toBe(true)
})

test('a camera that failed goes on with a copy, at the frame where the others are', () => {
  player.seek(7)
  const failed = world.cameras[1]!
  failed.fail(new Error('no such codec'))
  player.seek(9)
  expect(player.getState().frame).toBe(9)
  player.replace({ name: 'wrist', kind: 'video', url: '/media/3', frames: { start: 0, end: 100 } })
  expect(failed.isClosed).toBe(true)
  expect(world.painted.at(-1)).toEqual([509, 9])
  expect(player.getState().cameras.get('wrist')).toEqual({ kind: 'ready', isReplaced: true })
  expect(player.shownSources().map(({ url }) => url)).toEqual(['/media/1', '/media/3'])
  // The same episode again is the recording again.
  player.open(episode)
  expect(player.getState().cameras.get('wrist')).toEqual({ kind: 'ready', isReplaced: false })
  player.replace({ name: 'wrist', kind: 'video', url: '/media/3', frames: { start: 0, end: 100 } })
  player.seek(20)
  expect(world.painted.at(-1)).toEqual([520, 20])
})
