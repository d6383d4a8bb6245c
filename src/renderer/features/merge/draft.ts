import type { MergeDraft } from '#shared/model/merge.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { mergeOptionsSchema, type MergeOptions } from '#shared/plan.ts'
import type { Settings } from '#shared/model/settings.ts'

/** One source of a draft. */
export type DraftSource = MergeDraft['sources'][number]

/** A merge without sources, with the sizes that the user settled on. */
export function emptyDraft(settings: Settings | undefined): MergeDraft {
  const { dataMb, videoMb, chunkSize, quantiles } = settings ?? {}
  return {
    sources: [],
    options: mergeOptionsSchema.parse(
      settings === undefined ? {} : { dataMb, videoMb, chunkSize, quantiles },
    ),
    output: { name: '' },
    verify: true,
  }
}

/** Appends sources that follow their reviews. A dataset that is in already is added again: the screen marks it. */
export function withSources(draft: MergeDraft, places: readonly PlaceId[]): MergeDraft {
  const added = places.map((place): DraftSource => ({ place, followsReview: true }))
  return { ...draft, sources: [...draft.sources, ...added] }
}

/** Leaves out the sources at these positions. */
export function withoutSources(draft: MergeDraft, positions: readonly number[]): MergeDraft {
  return { ...draft, sources: draft.sources.filter((_, i) => !positions.includes(i)) }
}

/** Moves one source; a position beyond the ends is the end. */
export function withMovedSource(draft: MergeDraft, from: number, to: number): MergeDraft {
  const source = draft.sources[from]
  if (source === undefined) return draft
  const end = Math.max(0, Math.min(to, draft.sources.length - 1))
  return { ...draft, sources: draft.sources.toSpliced(from, 1).toSpliced(end, 0, source) }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Orders the sources by name as people count: take_2 before take_10. Equal names keep their order. */
export function withNaturalOrder(draft: MergeDraft, nameOf: (source: DraftSource) => string): MergeDraft {
  return { ...draft, sources: draft.sources.toSorted((a, b) => collator.compare(nameOf(a), nameOf(b))) }
}

/** Takes these episodes of one source, in this order, whatever its review says; all of them when undefined. */
export function withEpisodes(
  draft: MergeDraft,
  position: number,
  episodes: readonly number[] | undefined,
): MergeDraft {
  const sources = draft.sources.map((source, i): DraftSource =>
    i !== position
      ? source
      : {
          place: source.place,
          ...(episodes === undefined ? {} : { episodes: [...episodes] }),
          ...(source.trims === undefined ? {} : { trims: source.trims }),
        },
  )
  return { ...draft, sources }
}

/** Tells of an episode whether a source takes it. */
export function taking({ episodes }: DraftSource): (episode: number) => boolean {
  const taken = episodes && new Set(episodes)
  return (episode) => taken?.has(episode) ?? true
}

/** How many of the episodes taken are trimmed. */
export function trimmedCount(source: DraftSource): number {
  const isTaken = taking(source)
  return (source.trims ?? []).filter(({ episode }) => isTaken(episode)).length
}

/** Takes all frames of every episode of one source, whatever its review says. */
export function withoutTrims(draft: MergeDraft, position: number): MergeDraft {
  const sources = draft.sources.map((source, i): DraftSource => {
    if (i !== position) return source
    const { place, episodes } = source
    return { place, ...(episodes === undefined ? {} : { episodes }) }
  })
  return { ...draft, sources }
}

/** Changes some options. */
export function withOptions(draft: MergeDraft, change: Partial<MergeOptions>): MergeDraft {
  return { ...draft, options: { ...draft.options, ...change } }
}

/** Gives a task of the result another wording. `from` are the wordings in the sources that become it. */
export function withTaskNamed(draft: MergeDraft, from: readonly string[], text: string): MergeDraft {
  const kept = Object.entries(draft.options.renameTasks).filter(([old]) => !from.includes(old))
  const old = text.trim() === '' ? [] : from.filter((wording) => wording !== text)
  return withOptions(draft, {
    renameTasks: Object.fromEntries([...kept, ...old.map((wording): [string, string] => [wording, text])]),
  })
}

/**
 * A name for each source that stays the same while the list is reordered: its place and, where it is in several times,
 * which of them it is.
 */
export function sourceKeys(sources: readonly DraftSource[]): readonly string[] {
  const seen = new Map<PlaceId, number>()
  return sources.map(({ place }) => {
    const count = seen.get(place) ?? 0
    seen.set(place, count + 1)
    return `${place}.${count}`
  })
}

/** Positions of sources that are in more than once, each with the position of the first. */
export function duplicatedSources(fingerprints: readonly string[]): ReadonlyMap<number, number> {
  const firsts = new Map<string, number>()
  const duplicates = new Map<number, number>()
  for (const [i, fingerprint] of fingerprints.entries()) {
    const first = firsts.get(fingerprint)
    if (first === undefined) firsts.set(fingerprint, i)
    else duplicates.set(i, first)
  }
  return duplicates
}
