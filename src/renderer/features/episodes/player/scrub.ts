import type { Player } from './player.ts'

/** A pointer that leads a player along its episode. */
export interface Scrub {
  readonly to: (frame: number) => void
  /** The pointer lets go: what played before plays on from there. */
  readonly end: () => void
}

/** A pointer was put down at a frame. Nothing plays while it is held, so that pictures follow it alone. */
export function beginScrub(player: Player, frame: number): Scrub {
  const { isPlaying } = player.getState()
  player.pause()
  player.seek(frame)
  return {
    to: (next) => {
      player.seek(next)
    },
    end: () => {
      if (isPlaying) player.resume()
    },
  }
}
