import type { MergePlan } from '#shared/plan.ts'
import { DEFAULT_DATA_PATH, DEFAULT_VIDEO_PATH } from '#engine/dataset/paths.ts'
import { sameJson, type JsonObject, type JsonValue } from '#engine/dataset/python-json.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { mergeFeatures } from './merged-features.ts'

/**
 * The result's info.json: the first source's keys in its order, those that only others have behind them, and
 * what a merge decides. Totals are those of the rows.
 */
export function mergedInfo(plan: MergePlan, sources: readonly Dataset[]): JsonObject {
  const { options } = plan.recipe
  const merged: Record<string, JsonValue> = {}
  for (const { info } of sources) {
    for (const [key, value] of Object.entries(info.raw)) merged[key] ??= value
  }
  const decided: Record<string, JsonValue> = {
    codebase_version: 'v3.0',
    robot_type: options.robotType ?? sources[0]!.info.raw['robot_type'] ?? null,
    total_episodes: plan.totals.episodes,
    total_frames: plan.totals.frames,
    total_tasks: plan.totals.tasks,
    chunks_size: options.chunkSize,
    data_files_size_in_mb: options.dataMb,
    video_files_size_in_mb: options.videoMb,
    splits: { train: `0:${plan.totals.episodes}` },
    data_path: DEFAULT_DATA_PATH,
    video_path: plan.cameras.length > 0 ? DEFAULT_VIDEO_PATH : null,
    features: mergeFeatures(
      sources.map(({ info }) => info),
      options,
    ),
  }
  Object.assign(merged, decided)
  const tools = mergeTools(sources)
  if (tools !== undefined) merged['tools'] = tools
  // Left over from v2.1; kept because they are there, but made true.
  if (merged['total_videos'] !== undefined)
    merged['total_videos'] = plan.totals.episodes * plan.cameras.length
  if (merged['total_chunks'] !== undefined)
    merged['total_chunks'] = new Set(plan.data.map(({ chunk }) => chunk)).size
  return merged
}

/** Tool schemas of all sources, each once. */
function mergeTools(sources: readonly Dataset[]): JsonValue | undefined {
  const tools: JsonValue[] = []
  for (const { info } of sources) {
    const own = info.raw['tools']
    if (!Array.isArray(own)) continue
    for (const tool of own as JsonValue[]) if (!tools.some((known) => sameJson(known, tool))) tools.push(tool)
  }
  return tools.length > 0 ? tools : undefined
}
