import { create } from 'zustand'
import type { AppError } from '#shared/errors.ts'
import type { JobId } from '#shared/model/job.ts'
import type { KeptDraft, MergeDraft } from '#shared/model/merge.ts'
import type { Place, PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { marksSent } from '#renderer/features/episodes/review/review-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { emptyDraft, withReview, withSources } from './draft.ts'

/** What the merge screen works on. */
export interface DraftState {
  readonly draft: MergeDraft
  /** Until the draft of last time is there, nothing is saved over it. */
  readonly isLoaded: boolean
  /** Names of places that were added here; a preview knows the others. */
  readonly places: ReadonlyMap<PlaceId, Place>
  /** The job that this very draft was started as. */
  readonly startedAs: JobId | undefined
  /** The output name that was proposed last: another proposal may replace it. */
  readonly proposedName: string
  /** Questions under way about what was excluded in a review: until they are answered, nothing is merged. */
  readonly reviewsAsked: number
  /** Datasets of which nobody could tell what was excluded. */
  readonly unreviewed: readonly PlaceId[]
  /** Of the kept draft that this one began as. */
  readonly revision: number
  /** What another window made of the draft while this one changed it, too; nothing is saved until the user chose. */
  readonly rival: KeptDraft | undefined
  /** Why the draft could not be read or kept. */
  readonly error: AppError | undefined
}

const initial: DraftState = {
  draft: emptyDraft(undefined),
  isLoaded: false,
  places: new Map(),
  startedAs: undefined,
  proposedName: '',
  reviewsAsked: 0,
  unreviewed: [],
  revision: 0,
  rival: undefined,
  error: undefined,
}

/** The draft of this window. */
export const useDraft = create<DraftState>(() => initial)

/** Changes the draft; `keepDraft` saves it. */
export function changeDraft(change: (draft: MergeDraft) => MergeDraft): void {
  useDraft.setState((state) => {
    const draft = change(state.draft)
    return draft === state.draft ? state : { draft, startedAs: undefined }
  })
}

/**
 * Adds datasets to the draft; to a new one when the draft was started and not touched since. Episodes that a review
 * excluded are left out as soon as it is known which; nothing is merged before.
 */
export function addSources(places: readonly Place[]): void {
  if (useDraft.getState().startedAs !== undefined) clearDraft()
  rememberPlaces(places)
  changeDraft((draft) =>
    withSources(
      draft,
      places.map(({ id }) => id),
    ),
  )
  void leaveOutExcluded(places.map(({ id }) => id))
}

async function leaveOutExcluded(places: readonly PlaceId[]): Promise<void> {
  useDraft.setState(({ reviewsAsked }) => ({ reviewsAsked: reviewsAsked + 1 }))
  // What was marked a moment ago counts.
  await marksSent()
  const result = await api.call('review.sources', { places: [...places] })
  if (result.ok) {
    if (result.value.length > 0) changeDraft((draft) => withReview(draft, result.value))
  } else notice(result.error)
  useDraft.setState(({ reviewsAsked, unreviewed }) => ({
    reviewsAsked: reviewsAsked - 1,
    unreviewed: [...unreviewed.filter((place) => !places.includes(place)), ...(result.ok ? [] : places)],
  }))
}

/** Begins anew; output folder, sizes and check stay. */
export function clearDraft(): void {
  changeDraft((draft) => {
    const { dataMb, videoMb, chunkSize, quantiles } = draft.options
    return {
      ...draft,
      sources: [],
      options: { ...emptyDraft(undefined).options, dataMb, videoMb, chunkSize, quantiles },
      output: { ...draft.output, name: '' },
    }
  })
  useDraft.setState({ proposedName: '' })
}

/** Fills the screen with another merge, as one of the history. */
export function replaceDraft(draft: MergeDraft): void {
  useDraft.setState({ proposedName: '', isLoaded: true })
  changeDraft(() => draft)
}

/** Names the output while the user has not named it. */
export function proposeName(name: string): void {
  const { draft, proposedName } = useDraft.getState()
  if (name === proposedName || (draft.output.name !== '' && draft.output.name !== proposedName)) return
  useDraft.setState({ proposedName: name })
  changeDraft((own) => ({ ...own, output: { ...own.output, name } }))
}

/** Takes the folder that the result goes into. */
export function setOutputFolder(place: Place): void {
  rememberPlaces([place])
  changeDraft((draft) => ({ ...draft, output: { ...draft.output, parent: place.id } }))
}

/** Notes that the draft runs now. */
export function draftStarted(job: JobId): void {
  useDraft.setState({ startedAs: job })
}

function rememberPlaces(places: readonly Place[]): void {
  useDraft.setState((state) => ({
    places: new Map([...state.places, ...places.map((place) => [place.id, place] as const)]),
  }))
}

/** For tests: a window that was just opened. */
export function forgetDraft(): void {
  useDraft.setState(initial, true)
}
