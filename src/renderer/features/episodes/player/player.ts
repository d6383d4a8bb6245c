import { CamerasInStep, type Paint } from './cameras-in-step.ts'
import type { CameraSource, EpisodeSource } from './episode-source.ts'
import { FAR, framesAhead } from './frames-ahead.ts'
import { Pace } from './pace.ts'
import { PlayClock } from './play-clock.ts'
import type { PlayerHost } from './player-host.ts'
import type { CameraState, PlayerState, PlayerStatus, Speed } from './player-state.ts'

/** How long a frame may take before the player says that it waits. */
const PATIENCE_MS = 250
/** How late playing may become before the clock waits for it. */
const MAX_LATE_MS = 150
/**
 * How long a picture stands before more than it is made ready, after an episode was opened or a frame far away was gone
 * to: who leafs through episodes or drags along the timeline passes by most of them.
 */
export const STANDING_MS = 100
/** Displays a second that can be counted on. */
const DISPLAY_RATE = 50

/** How the player is to begin. */
export interface PlayerOptions {
  readonly speed?: Speed
  readonly isLooping?: boolean
  readonly hidden?: Iterable<string>
}

const noEpisode: EpisodeSource = { length: 0, fps: 1, cameras: [] }

/**
 * Plays an episode: one clock, in frames, drives all cameras. A frame is painted when every visible camera has it, and
 * on all of them at once; until then the one before stays. The frame of the state is the one that is painted.
 */
export class Player {
  readonly #host: PlayerHost
  readonly #clock = new PlayClock()
  readonly #pace = new Pace()
  readonly #listeners = new Set<() => void>()
  readonly #cameras: CamerasInStep
  #episode = noEpisode
  #state: PlayerState
  /** The frame that is to be shown now; the one that is, unless pictures are missing. */
  #target = 0
  /** The latest wish while another one is on its way. */
  #next: number | undefined
  #isWaiting = false
  /** Playing has not shown a picture yet. */
  #isStarting = false
  /** The frame has not stood for a moment since somebody came to it from elsewhere. */
  #isPassing = false
  #direction: 1 | -1 = 1
  #cancelDisplay: () => void = () => undefined
  #cancelPatience: () => void = () => undefined
  #cancelStanding: () => void = () => undefined

  constructor(host: PlayerHost, options: PlayerOptions = {}) {
    this.#host = host
    this.#cameras = new CamerasInStep(
      (source) => host.openCamera(source, this.#episode.fps, this.#onPictures),
      (name) => !this.#state.hidden.has(name) && this.#state.cameras.get(name)?.kind === 'ready',
    )
    this.#state = {
      status: { kind: 'opening' },
      frame: 0,
      length: 0,
      fps: 1,
      isPlaying: false,
      speed: options.speed ?? 1,
      isLooping: options.isLooping ?? false,
      isBehind: false,
      cameras: new Map(),
      hidden: new Set(options.hidden),
    }
  }

  /** The same object until something changes. */
  readonly getState = (): PlayerState => this.#state

  /** Calls back after each change, until the function that is returned is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Shows another episode from this frame on, and stops. */
  open(episode: EpisodeSource, frame = 0): void {
    this.#close()
    this.#episode = episode
    // The last picture would stand beside the number of a frame that it is not.
    this.#cameras.clear()
    const { length, fps } = episode
    this.#set({
      status: { kind: 'opening' },
      ...{ frame: this.#inEpisode(frame), length, fps, isPlaying: false, isBehind: false },
      cameras: new Map(episode.cameras.map(({ name }) => [name, { kind: 'ready', isReplaced: false }])),
    })
    this.#cameras.open(episode.cameras)
    this.#direction = 1
    this.#isPassing = true
    this.#aim(this.#state.frame)
  }

  /** From the beginning, when it stands at the end or is on its way there. */
  play(): void {
    if (this.#state.isPlaying || this.#state.length === 0) return
    const isAtEnd = this.#isAtEnd()
    this.#begin()
    if (isAtEnd) this.seek(0)
    this.#settle()
  }

  /** Goes on playing from where it is, as after a drag: at the end it stays, unless it loops. */
  resume(): void {
    const { isPlaying, isLooping, length } = this.#state
    if (isPlaying || length === 0 || (this.#isAtEnd() && !isLooping)) return
    this.#begin()
    this.#settle()
  }

  pause(): void {
    if (!this.#state.isPlaying) return
    this.#clock.stop()
    this.#cancelDisplay()
    this.#set({ isPlaying: false, isBehind: false })
    this.#settle()
  }

  /** Shows a frame of the episode; what lies outside is its first or last. While one is on its way, the latest wins. */
  seek(frame: number): void {
    if (this.#state.length === 0) return
    const target = this.#inEpisode(frame)
    const from = this.#aimedAt()
    if (target === from) return
    this.#cancelStanding()
    this.#isPassing = Math.abs(target - from) > FAR && !this.#state.isPlaying
    this.#direction = target < from && !this.#state.isPlaying ? -1 : 1
    this.#measureAnew()
    if (this.#isWaiting) this.#next = target
    else this.#aim(target)
  }

  /** So many frames on from where it is, or will be; stops. */
  step(frames: number): void {
    this.pause()
    this.seek(this.#aimedAt() + frames)
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed })
    this.#measureAnew()
    if (this.#clock.isRunning) this.#startClock()
  }

  setLooping(isLooping: boolean): void {
    this.#set({ isLooping })
  }

  /** Hidden cameras are not decoded, and nobody waits for them. */
  setHidden(camera: string, isHidden: boolean): void {
    const hidden = new Set(this.#state.hidden)
    if (isHidden) hidden.add(camera)
    else hidden.delete(camera)
    this.#set({ hidden })
    this.#aim(this.#target)
  }

  /** Paints a camera's pictures from now on, until the function that is returned is called. */
  attach(camera: string, paint: Paint): () => void {
    const detach = this.#cameras.attach(camera, paint)
    this.#aim(this.#target)
    return detach
  }

  /** Where the pictures of the visible cameras come from now. */
  shownSources(): readonly CameraSource[] {
    return this.#cameras.sources()
  }

  /** Takes a camera's pictures from elsewhere until another episode is opened, as from a copy; the frame stays. */
  replace(source: CameraSource): void {
    if (!this.#cameras.replace(source)) return
    this.#set({ cameras: new Map(this.#state.cameras).set(source.name, { kind: 'ready', isReplaced: true }) })
    this.#aim(this.#target)
  }

  /** Closes everything; the player can open again. */
  dispose(): void {
    this.#close()
    this.#episode = noEpisode
    this.#set({ status: { kind: 'opening' }, length: 0, isPlaying: false, cameras: new Map() })
  }

  #close(): void {
    this.#clock.stop()
    this.#cancelDisplay()
    this.#cancelPatience()
    this.#cancelStanding()
    this.#cameras.close()
    this.#next = undefined
    this.#isWaiting = false
  }

  /** The frame that it is at, or will be once it has it. */
  #aimedAt(): number {
    return this.#next ?? this.#target
  }

  #isAtEnd(): boolean {
    return this.#aimedAt() === this.#episode.length - 1
  }

  /** From now on it plays. */
  #begin(): void {
    this.#direction = 1
    this.#cancelStanding()
    this.#isPassing = false
    this.#isStarting = true
    this.#set({ isPlaying: true })
    this.#measureAnew()
  }

  /** Shows a frame as soon as all have it. */
  #aim(target: number): void {
    if (this.#state.length === 0) return
    this.#target = target
    this.#isWaiting = true
    this.#clock.stop()
    this.#cancelDisplay()
    this.#cancelPatience()
    this.#cancelPatience = this.#host.after(PATIENCE_MS, () => {
      this.#set({ status: this.#waitStatus(true) })
    })
    this.#want(target)
    this.#tryPaint()
  }

  #want(frame: number): void {
    const ahead = framesAhead(this.#state, this.#isWaiting || this.#isPassing)
    this.#cameras.want({ frame, direction: this.#direction, ahead })
  }

  readonly #onPictures = (): void => {
    const failed = this.#cameras
      .broken()
      .filter(({ name }) => this.#state.cameras.get(name)?.kind === 'ready')
    if (failed.length > 0) {
      const cameras = new Map<string, CameraState>(this.#state.cameras)
      for (const { name, error } of failed)
        cameras.set(name, { ...cameras.get(name)!, kind: 'failed', error })
      this.#set({ cameras })
    }
    if (this.#isWaiting) this.#tryPaint()
  }

  #tryPaint(): void {
    if (!this.#paint(this.#target)) {
      this.#set({ status: this.#waitStatus(this.#state.status.kind === 'stalled') })
      return
    }
    this.#isWaiting = false
    this.#cancelPatience()
    const next = this.#next
    this.#next = undefined
    if (next !== undefined && next !== this.#target) this.#aim(next)
    else this.#settle()
  }

  /** Paints a frame on all visible cameras, or on none. */
  #paint(frame: number): boolean {
    if (!this.#cameras.paint(frame)) return false
    this.#target = frame
    this.#set({ frame })
    return true
  }

  /** Goes on with playing or standing after a frame was shown. */
  #settle(): void {
    if (this.#isWaiting) return
    const kind = this.#state.isPlaying ? 'playing' : 'paused'
    if (this.#state.status.kind !== kind) this.#set({ status: { kind } })
    if (this.#isPassing) this.#standSoon()
    this.#want(this.#state.frame)
    if (!this.#state.isPlaying) return
    this.#startClock()
    this.#askDisplay()
  }

  #standSoon(): void {
    this.#cancelStanding()
    this.#cancelStanding = this.#host.after(STANDING_MS, () => {
      this.#isPassing = false
      this.#settle()
    })
  }

  #startClock(): void {
    this.#clock.start(this.#state.frame, this.#host.now(), this.#episode.fps * this.#state.speed)
  }

  #askDisplay(): void {
    this.#cancelDisplay()
    this.#cancelDisplay = this.#host.onDisplay(() => {
      this.#onDisplay()
    })
  }

  #onDisplay(): void {
    const { frame, length, isLooping } = this.#state
    const due = this.#clock.frameAt(this.#host.now())
    if (due > frame && frame === length - 1) {
      if (isLooping) this.#aim(0)
      else this.pause()
      return
    }
    if (due > frame) this.#advance(Math.min(due, length - 1))
    if (this.#state.isPlaying && !this.#isWaiting) this.#askDisplay()
  }

  /** Shows the frame that is due, or one on the way to it. */
  #advance(due: number): void {
    const { frame, speed } = this.#state
    const rate = this.#episode.fps * speed
    // More than one at once only where the display is too slow for all of them.
    const most = Math.max(1, Math.ceil(rate / DISPLAY_RATE))
    let shown = Math.min(due, frame + most)
    while (shown > frame && !this.#paint(shown)) shown--
    this.#want(this.#state.frame)
    const isBehind = this.#pace.isBehind(shown - frame, this.#host.now(), rate)
    if (isBehind !== undefined && isBehind !== this.#state.isBehind) this.#set({ isBehind })
    // Time passes from the first picture on: there is nothing to catch up with before it.
    if (this.#isStarting && shown > frame) {
      this.#isStarting = false
      this.#measureAnew()
      this.#startClock()
    }
    if (due - shown <= Math.max(most, (MAX_LATE_MS / 1000) * rate)) return
    // Time waits for the pictures: from here on as if they were in time.
    if (shown === frame) this.#aim(frame + 1)
    else this.#startClock()
  }

  #measureAnew(): void {
    this.#pace.restart(this.#host.now())
    if (this.#state.isBehind) this.#set({ isBehind: false })
  }

  #waitStatus(isLong: boolean): PlayerStatus {
    const target = this.#target
    if (isLong) return { kind: 'stalled', target, waitingFor: this.#cameras.missing(target) }
    return this.#state.status.kind === 'opening' ? { kind: 'opening' } : { kind: 'seeking', target }
  }

  #inEpisode(frame: number): number {
    return Math.min(Math.max(0, Math.round(frame)), Math.max(0, this.#episode.length - 1))
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
