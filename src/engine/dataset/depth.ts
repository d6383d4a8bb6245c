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

/** Whether a camera shows depth: any of the three spellings that recorders have used. */
export function isDepth(feature: Feature): boolean {
  const old = feature.raw['video_info']
  const legacy = typeof old === 'object' && old !== null ? (old as JsonObject)[LEGACY_DEPTH_KEY] : undefined
  return [feature.info?.[DEPTH_KEY], feature.info?.[LEGACY_DEPTH_KEY], legacy].some(
    (marker) => marker === true,
  )
}
