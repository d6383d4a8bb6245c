import { Compression, Encoding, WriterVersion, type WriterPropertiesBuilder } from 'parquet-wasm'
import { bytesOfJson, readInfo, readStatistics, valuesOfJson } from './json.ts'
import { footerOf, pagesOf, rewrittenPagesOf } from './parquet.ts'
import type { Target } from './target.ts'
import { headersOf } from './video.ts'

const rows = 'data/chunk-000/file-000.parquet'
const camera = 'videos/observation.images.top/chunk-000/file-000.mp4'

const deltas = (properties: WriterPropertiesBuilder) =>
  ['frame_index', 'episode_index', 'index', 'task_index'].reduce(
    (set, column) =>
      set.setColumnDictionaryEnabled(column, false).setColumnEncoding(column, Encoding.DELTA_BINARY_PACKED),
    properties,
  )
const brotliV2 = (properties: WriterPropertiesBuilder) =>
  properties.setWriterVersion(WriterVersion.V2).setCompression(Compression.BROTLI)

/** All that is fuzzed. `dir` is an empty folder that they may write to. */
export async function allTargets(dir: string): Promise<Target[]> {
  return [
    await footerOf(`nocam_a/${rows}`, { stride: 199, sampled: 1200 }),
    await footerOf(`arrays_a/${rows}`, { stride: 401, sampled: 1000 }),
    await footerOf('pick_a/meta/tasks.parquet', { stride: 41, sampled: 1500 }),
    await footerOf('pick_a/meta/episodes/chunk-000/file-000.parquet', { stride: 12007, sampled: 200 }),
    await pagesOf(`nocam_a/${rows}`, { stride: 71, sampled: 1000 }),
    await pagesOf(`arrays_a/${rows}`, { stride: 199, sampled: 700 }),
    await pagesOf(`language_a/${rows}`, { stride: 397, sampled: 500 }),
    await pagesOf('pick_a/meta/tasks.parquet', { stride: 5, sampled: 1000 }),
    await rewrittenPagesOf(`nocam_a/${rows}`, deltas, { stride: 199, sampled: 1000 }),
    await rewrittenPagesOf(`nocam_a/${rows}`, brotliV2, { stride: 397, sampled: 400 }),
    await headersOf(`fixtures/pick_a/${camera}`, { stride: 13, sampled: 2000 }),
    await headersOf(`fixtures/h264_bframes_b/${camera}`, { stride: 13, sampled: 2000 }),
    await headersOf('fixtures-video/fragments-base-offset.mp4', { stride: 23, sampled: 2000 }),
    await headersOf('fixtures-video/fragments-hybrid.mp4', { stride: 23, sampled: 2000 }),
    await headersOf('fixtures-video/fragments-with-audio.mp4', { stride: 37, sampled: 2000 }),
    bytesOfJson('pick_a/meta/info.json', readInfo, dir, { stride: 199, sampled: 600 }),
    bytesOfJson('pick_a/meta/stats.json', readStatistics, dir, { stride: 499, sampled: 600 }),
    valuesOfJson('pick_a/meta/info.json', readInfo, dir, 600),
    valuesOfJson('pick_a/meta/stats.json', readStatistics, dir, 300),
  ]
}
