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

/** 100 frames of two cameras. */
export const episode: EpisodeSource = {
  length: 100,
  fps: 30,
  cameras: [
    { name: 'top', kind: 'video', url: '/media/1', frames: { start: 500, end: 600 } },
    { name: 'wrist', kind: 'video', url: '/media/2', frames: { start: 40, end: 140 } },
  ],
}

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/** A player of {@link episode}, and the world around it, where time passes and pictures come when a test says so. */
export class FakeWorld implements PlayerHost {
  ms = 0
  /** Those that were opened, in that order. */
  readonly cameras: FakeCamera[] = []
  /** What both cameras showed, each time that it was painted. */
  readonly painted: (readonly [unknown, unknown])[] = []
  readonly player: Player
  #timers: Timer[] = []
  #display: (() => void) | undefined

  constructor() {
    this.player = new Player(this)
    this.player.open(episode)
    let top: unknown
    this.player.attach('top', (picture) => {
      top = picture
    })
    this.player.attach('wrist', (picture) => {
      this.painted.push([top, picture])
    })
  }

  readonly now = (): number => this.ms

  readonly onDisplay = (callback: () => void): (() => void) => {
    this.#display = callback
    return () => {
      if (this.#display === callback) this.#display = undefined
    }
  }

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.ms + ms, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  readonly openCamera: PlayerHost['openCamera'] = (_camera, _fps, onChange) => {
    const camera = new FakeCamera(onChange)
    this.cameras.push(camera)
    return camera
  }

  /** Lets time pass, with 60 pictures a second of the display. */
  pass(ms: number): void {
    for (const end = this.ms + ms; this.ms < end;) {
      this.ms += 1000 / 60
      for (const due of this.#timers.filter(({ at }) => at <= this.ms)) {
        this.#timers = this.#timers.filter((each) => each !== due)
        due.callback()
      }
      const callback = this.#display
      this.#display = undefined
      callback?.()
    }
  }

  /** From now on a camera has the frame that is shown and what it is given. */
  slow(): void {
    for (const camera of this.cameras) {
      camera.isQuick = false
      camera.give(camera.wanted!.frame)
    }
  }

  /** From now on a camera has what it is asked for. */
  quick(): void {
    for (const camera of this.cameras) camera.isQuick = true
  }
}
