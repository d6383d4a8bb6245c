import { unsupportedMp4 } from './boxes.ts'

/**
 * The samples of one track in decode order, which is the order in which the file stores them: one sample is one
 * packet of the codec and, for video, one frame. Arrays of numbers, never an object a sample.
 */
export interface Samples {
  /** Byte offset in the file. */
  readonly offsets: Float64Array
  /** Bytes. */
  readonly sizes: Uint32Array
  /** 1 = a keyframe ("sync sample"). */
  readonly sync: Uint8Array
  /** Composition time in ticks of the media timescale, before the edit list. */
  readonly ticks: Float64Array
  /** By how many ticks the first sample is shown after it is decoded. */
  readonly firstDelay: number
  /** Sum of the durations, in ticks. */
  readonly duration: number
  /** The entry of `stsd` that all of them use, counted from 1; 0 when there are no samples. */
  readonly description: number
}

/** The samples of `head`, then those of `tail`: a movie whose first part is in `moov` and the rest in fragments. */
export function joinSamples(path: string, head: Samples, tail: Samples): Samples {
  if (tail.sizes.length === 0) return head
  if (head.sizes.length === 0) return tail
  if (head.description !== tail.description) throw severalEntries(path, head.description, tail.description)
  const count = head.sizes.length + tail.sizes.length
  return {
    offsets: joined(new Float64Array(count), head.offsets, tail.offsets),
    sizes: joined(new Uint32Array(count), head.sizes, tail.sizes),
    sync: joined(new Uint8Array(count), head.sync, tail.sync),
    ticks: joined(new Float64Array(count), head.ticks, tail.ticks),
    firstDelay: head.firstDelay,
    duration: head.duration + tail.duration,
    description: head.description,
  }
}

function joined<A extends { readonly length: number; set(from: A, at?: number): void }>(
  into: A,
  head: A,
  tail: A,
): A {
  into.set(head)
  into.set(tail, head.length)
  return into
}

/** The codec parameters change in the middle of the track. */
export function severalEntries(path: string, one: number, other: number) {
  return unsupportedMp4(path, `its frames use several sample entries (${one} and ${other})`)
}
