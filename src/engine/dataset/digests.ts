import { createHash } from 'node:crypto'
import { addPictures } from './picture-digests.ts'
import { groupsOf, type DataFile } from './data-files.ts'
import type { Dataset, DatasetEpisode } from './open.ts'

/** What identifies a dataset and each of its episodes, to tell later what became of it. */
export interface DatasetDigests {
  readonly fingerprint: string
  /** What all episodes have in common. */
  readonly traits: {
    readonly fps: number
    readonly robotType?: string | undefined
    /** Digest of the features that info.json lists. */
    readonly features: string
  }
  /** 16 hexadecimal digits for each episode, in the order they are stored. */
  readonly episodes: readonly string[]
}

const DIGITS = 16

/**
 * Digests an opened dataset without reading rows or pictures. An episode's digest covers its number, length and task
 * texts; what the Parquet footer says of every column chunk that its rows are in (sizes, places, extremes, nulls); and
 * for each camera the codec's parameters and the size and kind of every packet. So it stays when episodes are added
 * behind it, in new files or at the end of its own. It changes when the episode was recorded anew or edited, and also
 * when its file was written anew with other compression: then nobody can tell from the headers whether it is the same.
 */
export function datasetDigests(dataset: Dataset): DatasetDigests {
  const { fps, robotType, features } = dataset.info
  return {
    fingerprint: dataset.fingerprint,
    traits: { fps, robotType, features: digest(JSON.stringify([...features])) },
    episodes: dataset.episodes.map((episode) => episodeDigest(dataset, episode)),
  }
}

function episodeDigest(dataset: Dataset, { record, tasks, rows, frames }: DatasetEpisode): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([record.index, record.length, tasks]))
  const file = dataset.dataFiles[rows.file]!
  for (const group of groupsOf(file, rows.start, rows.end)) {
    hash.update(`\0${group.start} ${group.end}\0`)
    hash.update(groupMetadata(file, group.group))
  }
  addPictures(hash, dataset, frames)
  return hash.digest('hex').slice(0, DIGITS)
}

/** The part of the footer that describes the column chunks of a row group. */
function groupMetadata({ footer }: DataFile, group: number): Uint8Array {
  const { leafCount, metaStart, metaEnd } = footer.chunks
  return leafCount === 0
    ? new Uint8Array()
    : footer.bytes.subarray(metaStart[group * leafCount], metaEnd[(group + 1) * leafCount - 1])
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS)
}
