import { z } from 'zod'

/** Which copy of a video's stretch is wanted. */
export const proxyRequestSchema = z.strictObject({
  /** The address of the video. */
  url: z.string().max(200),
  /** Pictures of it, in the order they are shown; `[start, end)`. */
  frames: z
    .strictObject({ start: z.number().int().nonnegative(), end: z.number().int().positive() })
    .refine(({ start, end }) => end > start && end - start <= 10_000_000),
  /** Of the dataset. */
  fps: z.number().positive().max(1000),
  /** Greys of depth that are spread over all that a copy has, as shares of the brightest one; undefined of colours. */
  levels: z
    .strictObject({ from: z.number().min(0).max(1), to: z.number().min(0).max(1) })
    .refine(({ from, to }) => to > from)
    .optional(),
})
/** See {@link proxyRequestSchema}. */
export type ProxyRequest = z.infer<typeof proxyRequestSchema>

/** How far a copy is. */
export interface ProxyProgress extends Pick<ProxyRequest, 'url' | 'frames'> {
  /** Frames that are written; all of them when it is there. */
  readonly done: number
}

/**
 * Where the first picture of an episode is; `none` where no camera has colours, `unmade` where it is yet to be made.
 */
export type Thumbnail = { readonly url: string } | 'none' | 'unmade'
