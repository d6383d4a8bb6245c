import type { Shard } from '#shared/plan.ts'

/** MiB, as the format's size limits count. */
export const MB = 1024 * 1024

/** Decides which consecutive episodes share an output file. */
export interface Rotation {
  /** Size of the file if the episode were added; the first call of a file gives the size of the episode alone. */
  readonly sizeWith: (episode: number, isFirst: boolean) => number
  /** Whether the episode must start a file whatever its size. */
  readonly mustStart?: (episode: number) => boolean
  /** Predicted bytes on disk of the file that was just closed. */
  readonly bytes: (first: number, end: number) => number
  readonly limit: number
  readonly path: (chunk: number, file: number) => string
}

/**
 * Distributes `count` episodes over files as the reference does: the next file begins when adding an episode
 * would bring the size to the limit or beyond (`>=`). An episode is never split, so one that is larger than
 * the limit has a file of its own.
 */
export function rotate(count: number, chunkSize: number, rotation: Rotation): Shard[] {
  const shards: Shard[] = []
  let first = 0
  const close = (end: number): void => {
    const number = shards.length
    const chunk = Math.floor(number / chunkSize)
    const file = number % chunkSize
    shards.push({
      chunk,
      file,
      path: rotation.path(chunk, file),
      first,
      end,
      bytes: rotation.bytes(first, end),
    })
    first = end
  }
  for (let episode = 0; episode < count; episode++) {
    const starts = episode > first && (rotation.mustStart?.(episode) ?? false)
    if (starts || (rotation.sizeWith(episode, episode === first) >= rotation.limit && episode > first)) {
      close(episode)
      rotation.sizeWith(episode, true)
    }
  }
  if (count > first) close(count)
  return shards
}
