import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import type { Provenance } from '#shared/provenance.ts'
import type { MergePlan } from '#shared/plan.ts'

/** An episode of a result whose rows and frames were found, and where it is to be. */
export interface PlacedEpisode {
  /** Its number in the result; those count too that were not found. */
  readonly number: number
  /** Its row in the list of episodes, as far as that can be read. */
  readonly row: number
  /** What `index` is to be in its first row. */
  readonly from: number
  readonly episode: DatasetEpisode
}

/** What is known of a result beside itself. */
interface Known {
  readonly plan: MergePlan | undefined
  readonly provenance: Provenance | undefined
}

/**
 * The episodes of a result that were found, in the order of its list. One that is damaged does not move the others: where
 * the list is whole, they are numbered by it, and else by what it says of each; where episodes are missing in between and no
 * plan says how long they are, the next one is taken to begin where it says.
 */
export function placedEpisodes(
  { episodes, listed, info }: Dataset,
  { plan, provenance }: Known,
): PlacedEpisode[] {
  const ours = plan ?? provenance
  const isWhole = listed.length === (ours?.episodes.length ?? info.totals.episodes)
  const starts = plan && startsOf(plan)
  const placed = new Map<number, PlacedEpisode>()
  let row = -1
  let next = { number: 0, from: 0 }
  for (const episode of episodes) {
    const { index, length, datasetFrom } = episode.record
    row = listed.indexOf(index, row + 1)
    const number = isWhole ? row : index
    // A number that is another one's, or that nobody gave.
    if (placed.has(number) || number >= (ours?.episodes.length ?? Infinity)) continue
    const stated = number === next.number ? next.from : (datasetFrom ?? next.from)
    const from = starts?.[number] ?? stated
    placed.set(number, { number, row, from, episode })
    next = { number: number + 1, from: from + length }
  }
  return [...placed.values()]
}

/** `index` of the first row of every episode. */
function startsOf({ episodes }: MergePlan): number[] {
  let from = 0
  return episodes.map(({ length }) => {
    const start = from
    from += length
    return start
  })
}
