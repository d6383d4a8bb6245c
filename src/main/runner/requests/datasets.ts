import { diagnose, openDataset, readProvenance, type Dataset } from '#engine/index.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { FeatureSummary } from '#shared/model/dataset.ts'
import { datasetFiles, type DatasetFiles } from '../dataset-files.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { CheckedDataset, OpenedDataset } from '../reader-protocol.ts'
import { factsOf } from './scan.ts'

/** Opens a dataset as a whole. */
export async function openedDataset(
  path: string,
  datasets: OpenedDatasets,
  signal: AbortSignal,
): Promise<OpenedDataset> {
  const { dataset, files } = await datasets.get(path, signal)
  return {
    scanned: {
      path,
      facts: factsOf(dataset.info, files),
      error: undefined,
      modifiedMs: files.modifiedMs,
    },
    stamp: files.stamp,
    fingerprint: dataset.fingerprint,
    features: featuresOf(dataset),
    tasks: [...dataset.tasks].sort(([a], [b]) => a - b).map(([, text]) => text),
    findings: await diagnose(dataset),
    mergedFrom: await mergedFrom(dataset),
  }
}

function featuresOf({ info }: Dataset): FeatureSummary[] {
  return [...info.features].map(([name, { dtype, shape, names }]) => ({
    name,
    dtype,
    shape,
    names: Array.isArray(names)
      ? names.map((label) => (typeof label === 'string' ? label : JSON.stringify(label)))
      : undefined,
  }))
}

async function mergedFrom({ dir }: Dataset): Promise<string[] | undefined> {
  try {
    return (await readProvenance(dir))?.recipe.sources.map(({ name }) => name)
  } catch {
    return undefined // Damaged: the dataset is none the worse for it.
  }
}

/** Opens a dataset for what is wrong with it, unless its files are as they were at `stamp`. */
export async function checkedDataset(
  { path, stamp }: { readonly path: string; readonly stamp?: string | undefined },
  signal: AbortSignal,
): Promise<CheckedDataset> {
  let files: DatasetFiles
  try {
    files = await datasetFiles(path)
  } catch (error) {
    return { stamp: '', bytes: 0, health: { state: 'unreadable', error: toAppError(error) } }
  }
  const { bytes } = files
  if (files.stamp === stamp) return { stamp: files.stamp, bytes, health: undefined }
  try {
    // Not kept: hundreds are looked at once, in passing.
    const findings = await diagnose(await openDataset(path, { signal }))
    const isDamaged = findings.some(({ tier }) => tier === 'blocking')
    return { stamp: files.stamp, bytes, health: { state: isDamaged ? 'damaged' : 'good', findings } }
  } catch (error) {
    if (error instanceof EngineError && error.code === 'CANCELLED') throw error
    return { stamp: files.stamp, bytes, health: { state: 'unreadable', error: toAppError(error) } }
  }
}
