import type { Finding } from '#shared/findings.ts'
import { listText } from '#shared/list-text.ts'
import { groupsOf } from '#engine/dataset/data-files.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { isRewritten } from '#engine/dataset/info.ts'
import { chunkStatistics } from '#engine/parquet/statistics.ts'

/**
 * Finds episodes that stand in two different sources: same length, and for every column the same size and the
 * same extremes. Headers only, so a pair is "the same to all appearances". Sources that are duplicates as a
 * whole are not compared.
 */
export function findDuplicateEpisodes(sources: readonly Dataset[]): Finding[] {
  // One dataset, or one listed several times: nothing to compare, and looking at every episode takes its time.
  if (new Set(sources.map(({ fingerprint }) => fingerprint)).size < 2) return []
  const bySize = new Map<string, { source: number; episode: DatasetEpisode }[]>()
  const fingerprints = new Set<string>()
  sources.forEach((dataset, source) => {
    if (fingerprints.has(dataset.fingerprint)) return
    fingerprints.add(dataset.fingerprint)
    for (const episode of dataset.episodes) {
      const key = sizeKey(dataset, episode)
      if (key === undefined) continue
      const same = bySize.get(key) ?? []
      same.push({ source, episode })
      bySize.set(key, same)
    }
  })
  const pairs = new Map<string, { source: number; other: number; episodes: number[] }>()
  for (const same of bySize.values()) {
    if (same.length < 2) continue
    const byContent = new Map<string, { source: number; episode: DatasetEpisode }>()
    for (const at of same) {
      const key = contentKey(sources[at.source]!, at.episode)
      const earlier = byContent.get(key)
      if (earlier === undefined) byContent.set(key, at)
      else if (earlier.source !== at.source) {
        const pair = pairs.get(`${earlier.source}/${at.source}`) ?? {
          source: at.source,
          other: earlier.source,
          episodes: [],
        }
        pair.episodes.push(at.episode.record.index)
        pairs.set(`${earlier.source}/${at.source}`, pair)
      }
    }
  }
  return [...pairs.values()].map(({ source, other, episodes }): Finding => ({
    code: 'DUPLICATE_EPISODE',
    tier: 'advisory',
    source,
    subject: `episodes ${listText(episodes, 8)}`,
    episodes,
    message: `${episodes.length === 1 ? 'One episode is' : `${episodes.length} episodes are`} in ${sources[other]!.name} as well. Leave them out with --episodes if that is not meant.`,
  }))
}

/** Cheap: sizes only. Undefined when the episode has no row group of its own, so that nothing tells it apart. */
function sizeKey(dataset: Dataset, { rows, frames, record }: DatasetEpisode): string | undefined {
  const file = dataset.dataFiles[rows.file]!
  const [group, ...more] = groupsOf(file, rows.start, rows.end)
  if (group?.isWhole !== true || more.length > 0) return undefined
  const { chunks, leaves } = file.footer
  const sizes = leaves.flatMap((leaf, i) =>
    isRewritten(leaf.path[0], true) ? [] : [chunks.uncompressed[group.group * chunks.leafCount + i]!],
  )
  return [record.length, frames.size, ...sizes].join()
}

function contentKey(dataset: Dataset, { rows }: DatasetEpisode): string {
  const { footer } = dataset.dataFiles[rows.file]!
  const group = groupsOf(dataset.dataFiles[rows.file]!, rows.start, rows.end)[0]!.group
  return footer.leaves
    .map((leaf, i) => {
      if (isRewritten(leaf.path[0], true)) return ''
      const statistics = chunkStatistics(footer, group * footer.chunks.leafCount + i)
      return [statistics?.min, statistics?.max]
        .map((bytes) => Buffer.from(bytes ?? []).toString('hex'))
        .join()
    })
    .join('|')
}
