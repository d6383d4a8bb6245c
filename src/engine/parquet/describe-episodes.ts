import { leafIndex, type ParquetFooter } from './footer.ts'
import { chunkStatistics } from './statistics.ts'

/** How row groups and episodes go together, by the statistics of `episode_index`. */
export type EpisodeGrouping =
  /** Each row group is an episode, `first` to `last` (inclusive) in rising order. */
  | { readonly kind: 'one-each'; readonly first: number; readonly last: number }
  /** Row group `rowGroup`, the first such, holds several episodes: `first` to `last`, inclusive. */
  | { readonly kind: 'several'; readonly rowGroup: number; readonly first: number; readonly last: number }
  /** Row group `rowGroup`, the first such, does not begin with a later episode than the one before it ends with. */
  | { readonly kind: 'split'; readonly rowGroup: number; readonly episode: number }
  /** There are no statistics, or no rows. */
  | { readonly kind: 'unknown' }

/** Compares row groups with episodes; undefined when there is no integer column `episode_index`. */
export function episodeGrouping(footer: ParquetFooter): EpisodeGrouping | undefined {
  const leaf = leafIndex(footer, 'episode_index')
  const type = footer.leaves[leaf]?.type
  if (type !== 'INT64' && type !== 'INT32') return undefined
  const { groupCount, leafCount, rows } = footer.chunks
  let seen: { readonly first: number; readonly last: number } | undefined
  for (let rowGroup = 0; rowGroup < groupCount; rowGroup++) {
    if (rows[rowGroup] === 0) continue
    const own = episodesOf(footer, rowGroup * leafCount + leaf)
    if (own === undefined) return { kind: 'unknown' }
    if (own.first !== own.last) return { kind: 'several', rowGroup, ...own }
    if (seen !== undefined && own.first <= seen.last) return { kind: 'split', rowGroup, episode: own.first }
    seen = { first: seen?.first ?? own.first, last: own.last }
  }
  return seen === undefined ? { kind: 'unknown' } : { kind: 'one-each', ...seen }
}

function episodesOf(footer: ParquetFooter, chunk: number): { first: number; last: number } | undefined {
  const statistics = chunkStatistics(footer, chunk)
  const [first, last] = [integer(statistics?.min), integer(statistics?.max)]
  return first === undefined || last === undefined ? undefined : { first, last }
}

function integer(bytes: Uint8Array | undefined): number | undefined {
  if (bytes === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length === 8) return Number(view.getBigInt64(0, true))
  return bytes.length === 4 ? view.getInt32(0, true) : undefined
}
