import { beforeEach, describe, expect, test } from 'vitest'
import type { Wanted } from './camera-pictures.ts'
import type { EpisodeSource } from './episode-source.ts'
import { Player } from './player.ts'
import type { PlayerHost } from './player-host.ts'

/** A camera whose pictures come when a test says so; a picture is its frame's number. */
class FakeCamera {
  error: unknown
  wanted: Wanted | undefined
  isClosed = false
  isQuick = true
  readonly #has = new Set<number>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  picture(frame: number): CanvasImageSource | undefined {
    const has = this.isQuick || this.#has.has(frame)
    return has ? (frame as unknown as CanvasImageSource) : undefined
  }

  want(wanted: Wanted): void {
    this.wanted = wanted
  }

  close(): void {
    this.isClosed = true
  }

  give(frame: number): void {
    this.#has.add(frame)
    this.#onChange()
  }

  fail(error: Error): void {
    this.error = error
    this.#onChange()
  }
}

const episode: EpisodeSource = {
  length: 100,
  fps: 30,
  cameras: [
    { name: 'top', kind: 'video', url: '/media/1', frames: { start: 500, end: 600 } },
    { name: 'wrist', kind: 'video', url: '/media/2', frames: { start: 40, end: 140 } },
  ],
}

let now = 0
let timers: { at: number; callback: () => void }[] = []
let display: (() => void) | undefined
let cameras: FakeCamera[] = []
let painted: (readonly [unknown, unknown])[] = []
let player: Player

const host: PlayerHost = {
  now: () => now,
  onDisplay: (callback) => {
    display = callback
    return () => {
      if (display === callback) display = undefined
    }
  },
  after: (ms, callback) => {
    const timer = { at: now + ms, callback }
    timers.push(timer)
    return () => {
      timers = timers.filter((each) => each !== timer)
    }
  },
  openCamera: (_camera, _fps, onChange) => {
    const camera = new FakeCamera(onChange)
    cameras.push(camera)
    return camera
  },
}

/** Lets time pass, with 60 pictures a second of the display. */
function pass(ms: number): void {
  for (const end = now + ms; now < end;) {
    now += 1000 / 60
    for (const due of timers.filter(({ at }) => at <= now)) {
      timers = timers.filter((each) => each !== due)
      due.callback()
    }
    const callback = display
    display = undefined
    callback?.()
  }
}

/** From now on a camera has the frame that is shown and what it is given. */
const slow = () => {
  for (const camera of cameras) {
    camera.isQuick = false
    camera.give(camera.wanted!.frame)
  }
}

beforeEach(() => {
  now = 0
  timers = []
  display = undefined
  cameras = []
  painted = []
  player = new Player(host)
  player.open(episode)
  const last: unknown[] = []
  player.attach('top', (picture) => {
    last[0] = picture
  })
  player.attach('wrist', (picture) => {
    last[1] = picture
    painted.push([last[0], picture])
  })
})

describe('what is made ready', () => {
  const ahead = () => cameras.map(({ wanted }) => wanted!.ahead)

  test('is the first picture alone while episodes are leafed through', () => {
    expect(ahead()).toEqual([0, 0])
    pass(50)
    player.open(episode)
    pass(80)
    expect(ahead().slice(-2)).toEqual([0, 0])
    pass(50)
    expect(ahead().slice(-2)).toEqual([6, 6])
  })

  test('is one picture alone while somebody drags along the timeline', () => {
    pass(200)
    for (const frame of [30, 60, 90]) {
      player.seek(frame)
      pass(50)
      expect(ahead()).toEqual([0, 0])
    }
    pass(100)
    expect(ahead()).toEqual([6, 6])
  })

  test('waits for a frame that comes late, however long somebody stood before', () => {
    pass(200)
    player.seek(40)
    pass(95)
    slow()
    player.seek(80)
    pass(50)
    expect(ahead()).toEqual([0, 0])
    for (const camera of cameras) camera.isQuick = true
    cameras[0]!.give(580)
    expect(player.getState().frame).toBe(80)
    expect(ahead()).toEqual([0, 0])
    pass(120)
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
    pass(20)
    expect(ahead()).toEqual([32, 32])
  })
})

describe('a frame', () => {
  test('is painted on all cameras at once, each from its own window', () => {
    player.seek(7)
    expect(painted.at(-1)).toEqual([507, 47])
    expect(player.getState()).toMatchObject({ frame: 7, status: { kind: 'paused' } })
  })

  test('waits for the last camera, and says so when that takes long', () => {
    slow()
    player.seek(7)
    const before = painted.length
    cameras[0]!.give(507)
    expect(player.getState()).toMatchObject({ frame: 0, status: { kind: 'seeking', target: 7 } })
    pass(300)
    expect(player.getState().status).toEqual({ kind: 'stalled', target: 7, waitingFor: ['wrist'] })
    expect(painted.length).toBe(before)
    cameras[1]!.give(47)
    expect(painted.at(-1)).toEqual([507, 47])
    expect(player.getState()).toMatchObject({ frame: 7, status: { kind: 'paused' } })
  })

  test('is not waited for by hidden or broken cameras', () => {
    slow()
    player.setHidden('wrist', true)
    player.seek(7)
    cameras[0]!.give(507)
    expect(player.getState().frame).toBe(7)
    player.setHidden('wrist', false)
    player.seek(8)
    cameras[0]!.give(508)
    expect(player.getState().frame).toBe(7)
    cameras[1]!.fail(new Error('broken'))
    expect(player.getState().frame).toBe(8)
    expect(player.getState().cameras.get('wrist')).toMatchObject({ kind: 'failed' })
  })

  test('is looked for once at a time: of several wishes the latest wins', () => {
    slow()
    for (const frame of [10, 20, 30]) player.seek(frame)
    expect(cameras[0]!.wanted?.frame).toBe(510)
    for (const camera of cameras) for (const start of [500, 40]) camera.give(start + 10)
    expect(player.getState()).toMatchObject({ frame: 10, status: { kind: 'seeking', target: 30 } })
    for (const camera of cameras) for (const start of [500, 40]) camera.give(start + 30)
    expect(player.getState()).toMatchObject({ frame: 30, status: { kind: 'paused' } })
  })

  test('is always one of the episode', () => {
    player.step(-3)
    expect(player.getState().frame).toBe(0)
    player.seek(1000)
    expect(player.getState().frame).toBe(99)
    expect(cameras.map(({ wanted }) => wanted?.frame)).toEqual([599, 139])
  })
})

describe('playing', () => {
  test('takes its time from the first picture on', () => {
    slow()
    player.play()
    pass(80)
    expect(player.getState().frame).toBe(0)
    for (const camera of cameras) camera.isQuick = true
    pass(20)
    expect(player.getState().frame).toBe(1)
    pass(300)
    // Not the frames that would have been due meanwhile.
    expect(player.getState().frame).toBeLessThanOrEqual(11)
    expect(player.getState().frame).toBeGreaterThanOrEqual(9)
  })

  test.each([0.25, 0.5, 1, 2, 4, 8] as const)('keeps time at %s×', (speed) => {
    player.setSpeed(speed)
    player.play()
    pass(300)
    expect(Math.abs(player.getState().frame - 9 * speed)).toBeLessThanOrEqual(Math.max(1, speed))
    expect(player.getState().dropped).toBe(0)
  })

  test('shows every frame, in order, and stops at the end', () => {
    player.play()
    pass(5000)
    const frames = painted.map(([top]) => Number(top) - 500).filter((frame, i, all) => frame !== all[i - 1])
    expect(frames).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(player.getState()).toMatchObject({ frame: 99, isPlaying: false, status: { kind: 'paused' } })
    player.play()
    expect(player.getState().frame).toBe(0)
  })

  test('begins again in a loop', () => {
    player.setLooping(true)
    player.seek(95)
    player.play()
    pass(500)
    expect(player.getState()).toMatchObject({ isPlaying: true })
    expect(player.getState().frame).toBeLessThan(20)
  })

  test('waits for a slow camera and says that it is behind', () => {
    player.play()
    slow()
    for (let frame = 1; frame < 30; frame++) {
      pass(100)
      cameras[0]!.give(500 + frame)
      cameras[1]!.give(40 + frame)
    }
    expect(player.getState()).toMatchObject({ isBehind: true, isPlaying: true, dropped: 0 })
    for (const [top, wrist] of painted) expect(Number(top) - 500).toBe(Number(wrist) - 40)
  })

  test('stands still while the display asks for nothing, as of a hidden page', () => {
    player.play()
    pass(100)
    const { frame } = player.getState()
    now += 60_000
    pass(34)
    expect(player.getState().frame - frame).toBeLessThanOrEqual(3)
  })
})

test('another episode closes the cameras of the one before', () => {
  const before = [...cameras]
  player.play()
  player.open(episode, 12)
  expect(before.every(({ isClosed }) => isClosed)).toBe(true)
  expect(player.getState()).toMatchObject({ frame: 12, isPlaying: false })
  player.dispose()
  expect(cameras.every(({ isClosed }) => isClosed)).toBe(true)
})

test('a camera that failed goes on with a copy, at the frame where the others are', () => {
  player.seek(7)
  const failed = cameras[1]!
  failed.fail(new Error('no such codec'))
  player.seek(9)
  expect(player.getState().frame).toBe(9)
  player.replace({ name: 'wrist', kind: 'video', url: '/media/3', frames: { start: 0, end: 100 } })
  expect(failed.isClosed).toBe(true)
  expect(painted.at(-1)).toEqual([509, 9])
  expect(player.getState().cameras.get('wrist')).toEqual({ kind: 'ready', isReplaced: true })
  expect(player.shownSources().map(({ url }) => url)).toEqual(['/media/1', '/media/3'])
  // The same episode again is the recording again.
  player.open(episode)
  expect(player.getState().cameras.get('wrist')).toEqual({ kind: 'ready', isReplaced: false })
  player.replace({ name: 'wrist', kind: 'video', url: '/media/3', frames: { start: 0, end: 100 } })
  player.seek(20)
  expect(painted.at(-1)).toEqual([520, 20])
})
