import type { MergeOptions } from '#shared/plan.ts'
import { DEPTH_KEY, isDepth, LEGACY_DEPTH_KEY } from '#engine/dataset/depth.ts'
import type { DatasetInfo, Feature } from '#engine/dataset/info.ts'
import { sameJson, type JsonObject, type JsonValue } from '#engine/dataset/python-json.ts'
import { ENCODER_KEYS, without } from './features.ts'

/** The merged `features` of info.json: the first source's, completed from the others. */
export function mergeFeatures(infos: readonly DatasetInfo[], options: MergeOptions): JsonObject {
  const [first] = infos
  return Object.fromEntries(
    [...(first?.features.keys() ?? [])].map((name) => [
      name,
      mergeFeature(
        infos.flatMap((info) => info.features.get(name) ?? []),
        options,
      ),
    ]),
  )
}

function mergeFeature(features: readonly Feature[], options: MergeOptions): JsonObject {
  const [first] = features
  const merged: Record<string, JsonValue> = { ...first!.raw }
  for (const { raw } of features) {
    for (const [key, value] of Object.entries(raw)) merged[key] ??= value
  }
  if (first!.dtype === 'video') {
    delete merged['video_info']
    merged['info'] = mergeVideoInfo(features, options)
  } else if (features.some(({ info }) => info !== undefined)) merged['info'] = joinInfo(features)
  // Nothing to merge: the very object that was read keeps the spelling of its numbers.
  return sameJson(merged, first!.raw) ? first!.raw : merged
}

/** merge-rules, section 4: encoder settings survive where all sources agree, else they become null. */
function mergeVideoInfo(features: readonly Feature[], options: MergeOptions): JsonObject {
  const merged = joinInfo(features)
  for (const key of ENCODER_KEYS) {
    const values = features.map((feature) => feature.info?.[key] ?? null)
    const agree = values.every((value) => sameJson(value, values[0]))
    merged[key] = agree ? values[0]! : key === 'video.extra_options' ? {} : null
  }
  merged['video.video_backend'] = 'pyav'
  merged[DEPTH_KEY] = features.some(isDepth)
  if (options.dropAudio) merged['has_audio'] = false
  return without(merged, (key) => key === LEGACY_DEPTH_KEY || (options.dropAudio && key.startsWith('audio.')))
}

/** What any source says; of two, what the earlier one does. */
function joinInfo(features: readonly Feature[]): Record<string, JsonValue> {
  const joined: Record<string, JsonValue> = {}
  for (const { info } of features) {
    for (const [key, value] of Object.entries(info ?? {})) if (joined[key] === undefined) joined[key] = value
  }
  return joined
}
