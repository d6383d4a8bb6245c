import type { MergeDraft, MergePreview, SourceStatus } from '#shared/model/merge.ts'
import type { Place, PlaceId } from '#shared/model/place.ts'
import { duplicatedSources, sourceKeys, type DraftSource } from './draft.ts'

/** One source as the list shows it. */
export interface SourceView {
  readonly key: string
  readonly position: number
  readonly source: DraftSource
  readonly name: string
  readonly path: string | undefined
  /** Undefined until it has been looked at. */
  readonly status: SourceStatus | undefined
  /** Position of the same data earlier in the list. */
  readonly duplicateOf: number | undefined
}

/** What is needed besides the draft to show its sources. */
export interface SourceKnowledge {
  readonly places: ReadonlyMap<PlaceId, Place>
  readonly preview: MergePreview | undefined
  /** The draft that the preview is about. */
  readonly of: MergeDraft | undefined
}

/** The sources of a draft with what is known of them, also from a preview of an earlier draft. */
export function viewSources(
  sources: readonly DraftSource[],
  { places, preview, of }: SourceKnowledge,
): readonly SourceView[] {
  const statuses = statusesByKey(preview, of)
  const keys = sourceKeys(sources)
  const duplicates = duplicatedSources(
    sources.map(
      ({ place, episodes }, i) =>
        `${statuses.get(keys[i]!)?.fingerprint ?? place} ${episodes?.join(',') ?? 'all'}`,
    ),
  )
  return sources.map((source, position) => {
    const status = statuses.get(keys[position]!)
    const place = status?.place ?? places.get(source.place)
    return {
      key: keys[position]!,
      position,
      source,
      name: status?.name ?? place?.name ?? '…',
      path: place?.path,
      status,
      duplicateOf: duplicates.get(position),
    }
  })
}

function statusesByKey(
  preview: MergePreview | undefined,
  of: MergeDraft | undefined,
): ReadonlyMap<string, SourceStatus> {
  if (preview === undefined || of === undefined) return new Map()
  return new Map(
    sourceKeys(of.sources).flatMap((key, i) => (preview.sources[i] ? [[key, preview.sources[i]]] : [])),
  )
}

/** Where the sources at these positions of an earlier draft are now; those that were left out are not. */
export function currentPositions(
  positions: readonly number[],
  before: MergeDraft,
  now: MergeDraft,
): readonly number[] {
  const then = sourceKeys(before.sources)
  const keys = sourceKeys(now.sources)
  return positions.map((position) => keys.indexOf(then[position] ?? '')).filter((position) => position !== -1)
}
