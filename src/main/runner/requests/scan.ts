import { join } from 'node:path'
import { cameraKeys, parseInfo, type DatasetInfo } from '#engine/dataset/info.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { readText } from '#engine/io/files.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { DatasetFacts } from '#shared/model/dataset.ts'
import { datasetFiles, type DatasetFiles } from '../dataset-files.ts'
import type { ScannedDataset } from '../reader-protocol.ts'

/** Reads info.json of datasets and adds up their files. */
export async function summaries(paths: readonly string[], signal: AbortSignal): Promise<ScannedDataset[]> {
  return mapConcurrently(paths, async (path): Promise<ScannedDataset> => {
    if (signal.aborted) throw new EngineError('CANCELLED', 'cancelled while listing datasets')
    let modifiedMs = 0
    try {
      const files = await datasetFiles(path)
      modifiedMs = files.modifiedMs
      return { path, facts: factsOf(await readInfo(path), files), error: undefined, modifiedMs }
    } catch (error) {
      return { path, facts: undefined, error: toAppError(error), modifiedMs }
    }
  })
}

/** Reads and checks info.json. Throws `FILE_MISSING`, `FILE_UNREADABLE`, `JSON_INVALID`, `INFO_INVALID`, `VERSION_UNSUPPORTED`, … */
export async function readInfo(dir: string): Promise<DatasetInfo> {
  const path = join(dir, 'meta/info.json')
  return parseInfo(await readText(path), path)
}

/** What info.json claims. */
export function factsOf(info: DatasetInfo, { bytes }: Pick<DatasetFiles, 'bytes'>): DatasetFacts {
  const { version, totals, fps, robotType } = info
  return { version, ...totals, fps, robotType, cameras: cameraKeys(info), bytes }
}
