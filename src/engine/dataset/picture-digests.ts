import { createHash, type Hash } from 'node:crypto'
import type { Dataset, DatasetEpisode } from './open.ts'

/**
 * A digest (sha256, hex) of each episode's pictures without reading any: for each camera the codec's parameters and the
 * size and kind of every packet. Undefined without cameras. Equal ones are nearly always the same pictures, wherever
 * in the dataset they are.
 */
export function pictureDigests(dataset: Dataset): readonly (string | undefined)[] {
  return dataset.episodes.map(({ frames }) => {
    if (frames.size === 0) return undefined
    const hash = createHash('sha256')
    addPictures(hash, dataset, frames)
    return hash.digest('hex')
  })
}

/** Adds what the headers say of an episode's pictures to a digest. */
export function addPictures(hash: Hash, { videoFiles }: Dataset, frames: DatasetEpisode['frames']): void {
  for (const [camera, range] of frames) {
    const { track } = videoFiles.get(camera)![range.file]!
    const packets = new Uint32Array(range.end - range.start)
    for (let i = 0; i < packets.length; i++) {
      const sample = track.order[range.start + i]!
      // A keyframe's size is marked: no packet reaches 2 GB.
      packets[i] = (track.sizes[sample]! | (track.sync[sample]! << 31)) >>> 0
    }
    hash.update(`\0${camera}\0${track.config}\0`).update(packets)
  }
}
