/** What a merge is busy with. */
export const mergePhases = ['data', 'videos', 'statistics', 'metadata', 'verify', 'publish'] as const
/** One of {@link mergePhases}. */
export type MergePhase = (typeof mergePhases)[number]

/** How far a merge has come. `fraction` is of the whole merge, by bytes, 0 to 1, and never decreases. */
export interface Progress {
  readonly phase: MergePhase
  readonly fraction: number
  readonly bytesDone: number
  readonly bytesTotal: number
  /** The file at hand, relative to the result. */
  readonly file?: string
}
