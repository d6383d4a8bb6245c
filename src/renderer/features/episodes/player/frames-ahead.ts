import type { PlayerState } from './player-state.ts'

/** Frames that are made ready while standing; while playing, those of some time at its speed, within these bounds. */
const STANDING = 6
const PLAYING = { seconds: 0.4, least: 8, most: 32 }

/** A jump over more than what is ready anyway. */
export const FAR = STANDING

/**
 * How many frames behind the wanted one are made ready. None while it is `alone`, waited for or passed by: nothing is to
 * compete with it. Playing has more of them, and no more than it soon needs: its first ones come from the same processors.
 */
export function framesAhead(
  { isPlaying, fps, speed }: Pick<PlayerState, 'isPlaying' | 'fps' | 'speed'>,
  alone: boolean,
): number {
  if (!isPlaying) return alone ? 0 : STANDING
  return Math.min(PLAYING.most, Math.max(PLAYING.least, Math.round(PLAYING.seconds * fps * speed)))
}
