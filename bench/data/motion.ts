import { Random } from './random.ts'

/** Degrees per step of a 12-bit joint encoder: why measured positions repeat, and are stored with a dictionary. */
const ENCODER_STEP = 360 / 4096

/** Frames that the arm rests before it sets out: the operator presses record first. */
const REST_FRAMES = 60

/** What an arm of `width` joints did in one episode: rows behind each other, `values[row * width + joint]`. */
export interface Motion {
  /** Measured: whole encoder steps. */
  readonly state: Float32Array
  /** Commanded: any value, so that hardly any repeats. */
  readonly action: Float32Array
}

/** Slow swings of every joint with a little hand tremor in the commands. */
export function makeMotion(seed: number, frames: number, width: number): Motion {
  const random = new Random(seed)
  const state = new Float32Array(frames * width)
  const action = new Float32Array(frames * width)
  for (let joint = 0; joint < width; joint++) {
    const swing = 20 + random.next() * 70
    const speed = 0.01 + random.next() * 0.05
    const phase = random.next() * 2 * Math.PI
    for (let frame = 0, at = joint; frame < frames; frame++, at += width) {
      const moved = Math.max(0, frame - REST_FRAMES) * speed
      const angle = swing * Math.sin(moved + phase) + 3 * Math.sin(moved * 5.3)
      state[at] = Math.round(angle / ENCODER_STEP) * ENCODER_STEP
      action[at] = angle + random.next() - 0.5
    }
  }
  return { state, action }
}
