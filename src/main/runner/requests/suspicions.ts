import { pictureDigests, type Dataset } from '#engine/index.ts'
import type { Suspicion, SuspicionReason } from '#shared/model/review.ts'
import { lengthOutliers } from './length-outliers.ts'

const SHORT_SECONDS = 1

const known = new WeakMap<Dataset, readonly Suspicion[]>()

/** Episodes that are worth a look, from what is known of an opened dataset; found once for each opening. */
export function suspicionsOf(dataset: Dataset): readonly Suspicion[] {
  const found = known.get(dataset) ?? find(dataset)
  known.set(dataset, found)
  return found
}

function find(dataset: Dataset): Suspicion[] {
  const { episodes, info } = dataset
  const reasons = episodes.map((): SuspicionReason[] => [])
  const { median, at } = lengthOutliers(episodes.map(({ record }) => record.length))
  const firsts = new Map<string, number>()
  for (const [i, digest] of pictureDigests(dataset).entries()) {
    if (digest === undefined) continue
    const first = firsts.get(digest)
    if (first === undefined) firsts.set(digest, i)
    else reasons[i]!.push({ kind: 'duplicate', of: episodes[first]!.record.index })
  }
  for (const i of at) reasons[i]!.push({ kind: 'length', median })
  for (const [i, { record }] of episodes.entries()) {
    const seconds = record.length / info.fps
    if (seconds < SHORT_SECONDS) reasons[i]!.push({ kind: 'short', seconds })
  }
  return episodes.flatMap(({ record }, i) =>
    reasons[i]!.length === 0 ? [] : [{ episode: record.index, reasons: reasons[i]! }],
  )
}
