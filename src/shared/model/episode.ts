/** Frames, or rows, `[start, end)`. */
export interface FrameWindow {
  readonly start: number
  /** The first that is not included. */
  readonly end: number
}

/** How a video's greys, from black to white, stand for distances between `min` and `max`. Everything in metres. */
export interface QuantisedDepth {
  readonly min: number
  readonly max: number
  /** Greys are even steps of the logarithm of `distance + shift`, not of the distance. */
  readonly isLogarithmic: boolean
  readonly shift: number
}

/** What the pixels of a depth camera mean. */
export interface DepthScale {
  /** Of distances, and of the pixels of pictures that are not videos: `mm`, `m`; undefined where nobody says it. */
  readonly unit: string | undefined
  /**
   * Distances, in `unit`, that get the first and the last colour; the same for all episodes of the dataset. Undefined
   * where its statistics do not tell.
   */
  readonly shown: { readonly near: number; readonly far: number } | undefined
  /** Of a video; undefined where pixels are distances. */
  readonly quantised: QuantisedDepth | undefined
}

/** One camera of an episode and where its pictures are. */
export interface EpisodeCamera {
  /** The name of its feature. */
  readonly name: string
  /**
   * `video`: `url` is an MP4 file that understands Range requests, `frames` are pictures of it in the order they are
   * shown. `image`: picture `i` of `frames` is a file of its own (PNG, JPEG, …) at `url/i`.
   */
  readonly kind: 'video' | 'image'
  readonly url: string
  /** As people name it: `AV1`, `H.264`, `HEVC`, `VP9`, `PNG`, … */
  readonly codec: string
  /** Pixels, as stored. */
  readonly width: number
  readonly height: number
  /** The episode's window; its neighbours lie on both sides. As many as the episode has frames. */
  readonly frames: FrameWindow
  /**
   * How much later the file shows them than frame k at k/fps, in seconds, where joins of streams left them off that
   * grid.
   */
  readonly shift?: number
  /** Undefined for a camera of colours. */
  readonly depth: DepthScale | undefined
}

/** A feature whose values are numbers. */
export interface NumericFeature {
  readonly name: string
  /** `bool`, or a numpy number. */
  readonly dtype: string
  /** `[]` and `[1]` are scalars. */
  readonly shape: readonly number[]
  /** One for each element, the last dimension running fastest; undefined when the dataset does not name them all. */
  readonly names: readonly string[] | undefined
  /** Where it is known: of times, and what the dataset says under `unit`. */
  readonly unit: string | undefined
}

/** An episode, ready to be looked at. */
export interface EpisodeDetails {
  readonly episode: number
  /** Frames. */
  readonly length: number
  readonly fps: number
  readonly tasks: readonly string[]
  readonly cameras: readonly EpisodeCamera[]
  readonly features: readonly NumericFeature[]
}

/** One element of a numeric feature. */
export interface SeriesName {
  readonly feature: string
  /** The last dimension runs fastest. */
  readonly element: number
}

/**
 * The values of one element, row by row, as base64 of little-endian floats. JSON knows no NaN and no infinity, and
 * writes a `float32` three times as long. A null is NaN; integers beyond 2^53 lose precision.
 */
export interface SeriesValues {
  readonly encoding: 'float32' | 'float64'
  readonly data: string
}

/** Some rows of an episode: `[from, from + count)`. */
export interface EpisodeValues {
  readonly from: number
  /** Fewer than were asked for at the end of the episode, or when they would be too many for one answer. */
  readonly count: number
  /** In the order they were asked for. */
  readonly series: readonly SeriesValues[]
}
