import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeWorld } from './fake-world.ts'
import { keepFrameInAddress } from './keep-frame-in-address.ts'

let world: FakeWorld
/** What the address names; undefined while it is that of something else. */
let named: number | undefined
/** How often it was written. */
let writes = 0
const address = {
  read: () => named,
  write: (frame: number) => {
    named = frame
    writes++
  },
}

/** Lets time pass for the player and for timers. */
function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 50) {
    world.pass(50)
    vi.advanceTimersByTime(50)
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', new EventTarget())
  named = 0
  writes = 0
  world = new FakeWorld()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('names a frame once it stands', () => {
  const end = keepFrameInAddress(world.player, address)
  for (let frame = 0; frame < 5; frame++) {
    world.player.step(1)
    pass(50)
  }
  expect(named).toBe(0)
  pass(100)
  expect(named).toBe(5)
  expect(writes).toBe(1)
  end()
})

test('follows what plays, now and then', () => {
  const end = keepFrameInAddress(world.player, address)
  world.player.play()
  pass(2500)
  expect(writes).toBeLessThanOrEqual(3)
  expect(world.player.getState().frame - named!).toBeLessThanOrEqual(31)
  end()
})

test('names the frame that plays when the page is left', () => {
  const end = keepFrameInAddress(world.player, address)
  world.player.play()
  pass(500)
  const { frame } = world.player.getState()
  expect(frame).toBeGreaterThan(10)
  window.dispatchEvent(new Event('pagehide'))
  expect(named).toBe(frame)
  end()
})

test('names the last frame of a player that was closed', () => {
  const end = keepFrameInAddress(world.player, address)
  world.player.play()
  pass(500)
  const { frame } = world.player.getState()
  world.player.dispose()
  end()
  expect(named).toBe(frame)
})

test('leaves an address alone that leads elsewhere', () => {
  const end = keepFrameInAddress(world.player, address)
  world.player.play()
  pass(500)
  named = undefined
  window.dispatchEvent(new Event('pagehide'))
  pass(2000)
  end()
  expect(writes).toBe(0)
  expect(named).toBeUndefined()
})

test('goes where the address is led to, though it was about to be written', () => {
  const end = keepFrameInAddress(world.player, address)
  world.player.play()
  pass(500)
  named = 70
  window.dispatchEvent(new Event('pagehide'))
  expect(named).toBe(70)
  window.dispatchEvent(new Event('hashchange'))
  expect(world.player.getState().frame).toBe(70)
  end()
})
