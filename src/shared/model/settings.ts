import { z } from 'zod'
import { mergeOptionsSchema } from '../plan.ts'

const choices = {
  theme: z.enum(['system', 'light', 'dark']),
  /** Defaults of new merges. */
  dataMb: mergeOptionsSchema.shape.dataMb.unwrap(),
  videoMb: mergeOptionsSchema.shape.videoMb.unwrap(),
  chunkSize: mergeOptionsSchema.shape.chunkSize.unwrap(),
  quantiles: mergeOptionsSchema.shape.quantiles.unwrap(),
  /** Absolute path, or empty to look for it. */
  ffmpegPath: z.string().max(4096),
}

/** What the user chose once for all. */
export const settingsSchema = z.strictObject({
  theme: choices.theme.default('system'),
  dataMb: mergeOptionsSchema.shape.dataMb,
  videoMb: mergeOptionsSchema.shape.videoMb,
  chunkSize: mergeOptionsSchema.shape.chunkSize,
  quantiles: mergeOptionsSchema.shape.quantiles,
  ffmpegPath: choices.ffmpegPath.default(''),
})
/** See {@link settingsSchema}. */
export type Settings = z.infer<typeof settingsSchema>

/** Some settings to change; the others stay. */
export const settingsChangeSchema = z.strictObject(choices).partial()

/** The ffmpeg in use. */
export type FfmpegStatus =
  | { readonly found: true; readonly path: string; readonly version: string; readonly from: string }
  | { readonly found: false; readonly tried: readonly string[] }

/** What the renderer has to know about where it runs. */
export interface HostInfo {
  readonly version: string
  readonly host: 'desktop' | 'browser'
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Native dialogs, and "show in folder". */
  readonly hasDialogs: boolean
  /** Where history and settings live, for reading. */
  readonly home: string
  /** Its time, in milliseconds since 1970: that of a browser on another machine may be another. */
  readonly nowMs: number
}
