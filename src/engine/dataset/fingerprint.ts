import { createHash } from 'node:crypto'
import type { ParquetFooter } from '#engine/parquet/footer.ts'
import type { DataFile } from './data-files.ts'
import type { EpisodesFile } from './episodes.ts'
import { LABELS, type Tasks } from './tasks.ts'
import type { CameraFiles } from './video-files.ts'

/** What a fingerprint covers. */
export interface FingerprintParts {
  readonly infoText: string
  readonly statsText: string | undefined
  readonly tasks: ParquetFooter | undefined
  /** Of recordings that have them. */
  readonly subtasks: Tasks | undefined
  readonly episodes: readonly EpisodesFile[]
  readonly data: readonly DataFile[]
  readonly cameras: readonly CameraFiles[]
}

/**
 * A digest (sha256, hex) of a dataset's content that needs no frame data and no clock: the text of info.json
 * and stats.json, the subtasks, and path, size and headers of every Parquet and MP4 file. The headers state the size of
 * every column chunk and every picture and the extremes of every column, so that a recording, an edit or
 * another dataset under the same path shows. The same dataset copied elsewhere keeps its fingerprint.
 */
export function fingerprint(parts: FingerprintParts): string {
  const hash = createHash('sha256')
  const add = (name: string, byteLength: number, content: string | Uint8Array): void => {
    hash.update(`${name}\0${byteLength}\0`).update(content)
  }
  add('meta/info.json', parts.infoText.length, parts.infoText)
  if (parts.statsText !== undefined) add('meta/stats.json', parts.statsText.length, parts.statsText)
  if (parts.tasks !== undefined) add('meta/tasks.parquet', parts.tasks.byteLength, parts.tasks.bytes)
  if (parts.subtasks !== undefined) {
    const texts = JSON.stringify([...parts.subtasks])
    add(LABELS.subtasks.path, texts.length, texts)
  }
  for (const { path, footer } of [...parts.episodes, ...parts.data])
    add(path, footer.byteLength, footer.bytes)
  for (const { files } of parts.cameras) {
    for (const { path, track } of files) add(path, track.byteLength, track.layoutDigest)
  }
  return hash.digest('hex')
}
