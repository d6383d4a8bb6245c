import type { Feature } from './info.ts'
import type { JsonObject } from './python-json.ts'

/** The key of a camera's `info` that says whether it shows depth. */
export const DEPTH_KEY = 'is_depth_map'
/** As earlier recorders called it. */
export const LEGACY_DEPTH_KEY = 'video.is_depth_map'

/** How recorders quantise depth that do not write it down (lerobot-v3-format, section 2). Metres. */
export const DEPTH_DEFAULTS = {
  'video.depth_min': 0.01,
  'video.depth_max': 10,
  'video.shift': 3.5,
  'video.use_log': true,
} as const

/**
 * Whether a camera shows depth: by its present marker or the earlier one, each in `info` or, as before that had its name,
 * in `video_info`. No recorder is known that wrote the present one there; who did meant the same.
 */
export function isDepth({ info, raw }: Feature): boolean {
  const old = raw['video_info'] as JsonObject | null | undefined
  return [info, old].some((own) => own?.[DEPTH_KEY] === true || own?.[LEGACY_DEPTH_KEY] === true)
}
