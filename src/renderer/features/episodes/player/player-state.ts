/** How one camera is. */
export type CameraState = (
  | { readonly kind: 'ready' }
  /** It gives no more pictures; the others go on without it. */
  | { readonly kind: 'failed'; readonly error: unknown }
) & {
  /** Its pictures come from elsewhere than the episode says, as from a copy. */
  readonly isReplaced: boolean
}

/** What the player is doing. */
export type PlayerStatus =
  /** No picture of this episode was shown yet. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'playing' }
  /** Some cameras do not have the frame yet; what is seen is still the frame before, of all of them. */
  | { readonly kind: 'seeking'; readonly target: number }
  /** The same for longer than one should have to wait. */
  | { readonly kind: 'stalled'; readonly target: number; readonly waitingFor: readonly string[] }

/** Everything that a view of the player shows. Replaced as a whole. */
export interface PlayerState {
  readonly status: PlayerStatus
  /** The frame that every visible camera shows; `[0, length)`. */
  readonly frame: number
  /** Frames; 0 before an episode is opened. */
  readonly length: number
  readonly fps: number
  /** Whether it plays, or goes on playing once it has the frame. */
  readonly isPlaying: boolean
  readonly speed: Speed
  readonly isLooping: boolean
  /** Playing is slower than it should be. */
  readonly isBehind: boolean
  readonly cameras: ReadonlyMap<string, CameraState>
  readonly hidden: ReadonlySet<string>
}

/** How many times as fast as it was recorded. */
export const speeds = [0.25, 0.5, 1, 2, 4, 8] as const
export type Speed = (typeof speeds)[number]
