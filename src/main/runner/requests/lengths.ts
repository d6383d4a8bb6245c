import type { Dataset } from '#engine/index.ts'
import type { ReaderOutput } from '../reader-protocol.ts'

/** How long episodes of a dataset are, in frames. */
export function lengthsOf(dataset: Dataset, episodes: readonly number[]): ReaderOutput<'lengths'> {
  const lengths = new Map(dataset.episodes.map(({ record }) => [record.index, record.length]))
  return {
    fingerprint: dataset.fingerprint,
    lengths: episodes.map((episode) => lengths.get(episode) ?? null),
  }
}
