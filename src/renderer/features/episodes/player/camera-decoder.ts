import type { EncodedPacket } from 'mediabunny'
import type { CameraPictures, Wanted } from './camera-pictures.ts'
import type { FrameWindow } from '#shared/model/episode.ts'
import type { CameraFrames, FrameCache } from './frame-cache.ts'
import { VideoFileError, type VideoFile } from './video-file.ts'
import type { FileLease } from './video-files.ts'

/** Packets that wait in the decoder. */
const MAX_QUEUED = 3
/** Packets that a decoder may hold back before it is made to give out what it has. */
const MAX_HELD = 32
/** Frames that are rather decoded and left out than jumped over. */
const MIN_JUMP = 4
/** Codecs whose packets give their pictures at once and in the order they are shown: any key packet begins anew. */
const IN_ORDER = /^(av01|vp09|vp8)/
/** Runs are told apart by their pictures' times: more than any file has frames. */
const RUN_SPAN = 2 ** 32

/** A run of the decoder: from a key packet on, in one go. */
interface Run {
  readonly number: number
  /** To be decoded next; null behind the last packet of the file. */
  next: EncodedPacket | null
  /** The last frame given to the decoder, and got out of it. */
  fed: number
  given: number
  /** Packets in the decoder. */
  held: number
  /** What it was begun for, or last jumped to. */
  goal: number
  /** That frame came out of the decoder; it may have had to make room since. */
  isReached: boolean
}

/**
 * Decodes frames of one camera's window into the cache: first the one that is wanted, then those behind it in the way of
 * playing. One decoder goes on as long as frames follow each other; every other step begins at the key packet before.
 * Pictures outside the window are decoded where it takes them, and never kept.
 */
export class CameraDecoder implements CameraPictures<VideoFrame> {
  readonly #lease: FileLease
  readonly #window: FrameWindow
  readonly #cache: FrameCache
  readonly #frames: CameraFrames<VideoFrame>
  readonly #onChange: () => void
  #file: VideoFile | undefined
  #decoder: VideoDecoder | undefined
  #run: Run | undefined
  #runs = 0
  #wanted: Wanted | undefined
  #frameBytes = 1
  #wake: () => void = () => undefined
  #isClosed = false
  #error: unknown

  constructor(
    lease: FileLease,
    window: FrameWindow,
    cache: FrameCache,
    /** A picture arrived, or decoding failed. */
    onChange: () => void,
  ) {
    this.#lease = lease
    this.#window = window
    this.#cache = cache
    this.#frames = cache.add()
    this.#onChange = onChange
    void this.#work()
  }

  get error(): unknown {
    return this.#error
  }

  picture(frame: number): VideoFrame | undefined {
    return this.#frames.frames.get(frame)?.picture
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#frames.focus = wanted.frame
    this.#wake()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#decoder?.state !== 'closed') this.#decoder?.close()
    this.#cache.remove(this.#frames)
    this.#lease.release()
    this.#wake()
  }

  async #work(): Promise<void> {
    try {
      this.#file = await this.#lease.file
      while (!this.#isClosed) {
        const goal = this.#goal()
        if (goal === undefined) await this.#change()
        else await this.#approach(goal)
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The first frame that is wanted and not there. */
  #goal(): number | undefined {
    if (this.#wanted === undefined) return undefined
    const { frame, direction } = this.#wanted
    for (let each = frame; this.#isWanted(each); each += direction)
      if (!this.#frames.frames.has(each)) return each
    return undefined
  }

  #isWanted(frame: number): boolean {
    const wanted = this.#wanted!
    const steps = (frame - wanted.frame) * wanted.direction
    const { start, end } = this.#window
    const most = Math.min(wanted.ahead, this.#cache.reach(this.#frameBytes))
    return frame >= start && frame < end && steps >= 0 && steps <= most
  }

  /** One step on the way to a frame. */
  async #approach(goal: number): Promise<void> {
    const run = await this.#runTo(goal)
    if (this.#isClosed) return
    const decoder = this.#decoder!
    const { next } = run
    const isEnough = this.#isEnough(run, goal)
    if (run.given > goal) this.#miss(goal)
    else if (next === null || isEnough || (run.held >= MAX_HELD && decoder.decodeQueueSize === 0)) {
      await decoder.flush()
      this.#run = undefined
      if ((next === null || isEnough) && run.given < goal) this.#miss(goal)
    } else if (decoder.decodeQueueSize >= MAX_QUEUED) await this.#change()
    else {
      run.fed = this.#file!.frameOf(next)
      run.held++
      // Its numbers in place of its time: decoders hand it through.
      const timestamp = run.number * RUN_SPAN + run.fed
      decoder.decode(new EncodedVideoChunk({ type: next.type, timestamp, data: next.data }))
      run.next = await this.#file!.next(next)
    }
  }

  /** On the way back what lies behind a frame is there already: decoding ends with it. */
  #isEnough({ fed }: Run, goal: number): boolean {
    return fed >= goal && this.#wanted?.direction === -1 && IN_ORDER.test(this.#file!.config.codec)
  }

  /** The run that leads to a frame: the one at work, or another one. */
  async #runTo(goal: number): Promise<Run> {
    const run = this.#run
    if (run?.goal === goal && run.given > goal && !(run.isReached && goal === this.#wanted?.frame)) return run
    if (run !== undefined && goal > run.given) {
      if (goal <= run.fed + MIN_JUMP || (await this.#file!.keyFrame(goal)) <= run.fed) return run
      run.next = await this.#file!.keyPacket(goal)
      run.goal = goal
      run.isReached = false
      return run
    }
    const next = await this.#file!.keyPacket(goal)
    const number = ++this.#runs
    const begun: Run = { number, next, fed: -Infinity, given: -Infinity, held: 0, goal, isReached: false }
    if (this.#isClosed) return begun
    this.#prepare()
    this.#run = begun
    return begun
  }

  /** A decoder that can go on with a key packet. */
  #prepare(): void {
    const { config } = this.#file!
    if (this.#decoder === undefined) {
      this.#decoder = new VideoDecoder({
        output: (picture) => {
          this.#take(picture)
        },
        error: (error) => {
          this.#fail(undecodable(error, config.codec))
        },
      })
      this.#decoder.addEventListener('dequeue', () => {
        this.#wake()
      })
    } else if (this.#run !== undefined && !IN_ORDER.test(config.codec)) this.#decoder.reset()
    else return
    this.#decoder.configure(config)
  }

  /** A frame did not come where it should have: there is none, or no room for it. */
  #miss(goal: number): void {
    const { frame, direction } = this.#wanted!
    if (goal === frame) throw new VideoFileError(`Frame ${goal} is not in this file.`)
    this.#wanted = { frame, direction, ahead: Math.abs(goal - frame) - 1 }
  }

  #take(picture: VideoFrame): void {
    const run = Math.round(picture.timestamp / RUN_SPAN)
    const frame = picture.timestamp - run * RUN_SPAN
    // What an earlier run left in the decoder is a picture as good as any.
    if (this.#run?.number === run) {
      this.#run.given = frame
      this.#run.held--
      if (frame === this.#run.goal) this.#run.isReached = true
    }
    if (this.#isClosed || frame < this.#window.start || frame >= this.#window.end) picture.close()
    else {
      this.#frameBytes = picture.allocationSize()
      this.#cache.put(this.#frames, frame, picture, this.#frameBytes)
      this.#onChange()
    }
    this.#wake()
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return
    this.#error = error
    this.close()
    this.#onChange()
  }

  /** Resolves when something may have changed. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

/** What an error of a decoder says of the video; the error itself where the browser took the decoder away. */
function undecodable(error: DOMException, codec: string): unknown {
  return error.name === 'QuotaExceededError' ? error : new VideoFileError(error.message, codec)
}
