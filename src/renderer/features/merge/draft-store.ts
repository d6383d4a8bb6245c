import { create } from 'zustand'
import type { AppError } from '#shared/errors.ts'
import type { Job, JobId } from '#shared/model/job.ts'
import type { KeptDraft, MergeDraft } from '#shared/model/merge.ts'
import type { Place, PlaceId } from '#shared/model/place.ts'
import { withoutContent } from '#shared/without-content.ts'
import { toast } from '#renderer/ui/toast-store.ts'
import { emptyDraft, sourceKeys, withSources } from './draft.ts'
import { withReviews, type KnownReviews } from './draft-review.ts'

/** A draft that another one took the place of. */
export type ReplacedDraft = Pick<DraftState, 'draft'> & Partial<Pick<DraftState, 'proposedName'>>

/** What the merge screen works on. */
export interface DraftState {
  readonly draft: MergeDraft
  /** Until the draft of last time is there, nothing is saved over it. */
  readonly isLoaded: boolean
  /** Names of places that were added here; a preview knows the others. */
  readonly places: ReadonlyMap<PlaceId, Place>
  /** The job that this very draft was started as; undefined once it came to nothing. */
  readonly startedAs: JobId | undefined
  /** The output name that was proposed last: another proposal may replace it. */
  readonly proposedName: string
  /** What this draft took the place of; undefined once the user works on it. */
  readonly replaced: ReplacedDraft | undefined
  /** Lists of episodes that were typed and are not taken over, by the key of their source. */
  readonly typed: ReadonlyMap<string, string>
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
  replaced: undefined,
  typed: new Map(),
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
    if (draft === state.draft) return state
    return { draft, startedAs: undefined, replaced: undefined, typed: typedFor(draft, state) }
  })
}

/** What is typed for sources that a draft still has. */
export function typedFor({ sources }: MergeDraft, { typed }: Pick<DraftState, 'typed'>): DraftState['typed'] {
  const keys = new Set(sourceKeys(sources))
  return new Map([...typed].filter(([key]) => keys.has(key)))
}

/** Remembers what is typed as the episodes of a source; undefined for nothing any more. */
export function typeEpisodes(key: string, text: string | undefined): void {
  useDraft.setState((state) => {
    const others = [...state.typed].filter(([other]) => other !== key)
    return { typed: new Map(text === undefined ? others : [...others, [key, text]]) }
  })
}

/** Adds datasets from another screen: to a new draft when this one is at work and was not touched since. */
export function addSources(places: readonly Place[]): void {
  if (useDraft.getState().startedAs !== undefined) clearDraft()
  appendSources(places)
}

/**
 * Adds datasets to the draft that the user looks at. What their reviews exclude is left out once the merge screen has
 * asked for it.
 */
export function appendSources(places: readonly Place[]): void {
  rememberPlaces(places)
  changeDraft((draft) =>
    withSources(
      draft,
      places.map(({ id }) => id),
    ),
  )
}

/** Lets the sources that follow their reviews do so. The user has not touched the draft by that. */
export function followReviews(known: KnownReviews): void {
  useDraft.setState((state) => {
    const draft = withReviews(state.draft, known)
    return draft === state.draft ? state : { draft }
  })
}

/** Begins anew, as after a merge; output folder, sizes and check stay. */
export function clearDraft(): void {
  changeDraft(withoutContent)
  useDraft.setState({ proposedName: '' })
}

/** The same at the user's wish, to be undone. */
export function discardDraft(): void {
  exchange({ draft: withoutContent(useDraft.getState().draft) }, 'The merge is cleared')
}

/** Fills the screen with another merge, as one of the history. It can be undone, which `told` is said with. */
export function replaceDraft(draft: MergeDraft, told?: string): void {
  exchange({ draft }, told)
}

/** Brings the draft back that was replaced last, in exchange for the one that is here. */
export function undoReplacing(): void {
  const { replaced } = useDraft.getState()
  if (replaced !== undefined) exchange(replaced, BACK)
}

const BACK = 'The merge from before is back'

function exchange({ draft, proposedName = '' }: ReplacedDraft, told: string | undefined): void {
  const before = useDraft.getState()
  const replaced: ReplacedDraft | undefined =
    before.draft.sources.length === 0 ? undefined : { draft: before.draft, proposedName: before.proposedName }
  // The draft of last time does not come any more.
  useDraft.setState({ isLoaded: true })
  // One that ran may have failed meanwhile: it is taken for one that is worked on.
  useDraft.setState({ draft, startedAs: undefined, proposedName, typed: new Map(), replaced })
  if (replaced !== undefined)
    toast(told ?? 'The merge that was here is replaced', {
      label: 'Undo',
      act: () => {
        exchange(replaced, BACK)
      },
    })
  else if (told !== undefined) toast(told)
}

/** Names the output while the user has not named it. */
export function proposeName(name: string): void {
  const { draft, proposedName } = useDraft.getState()
  if (name === proposedName || (draft.output.name !== '' && draft.output.name !== proposedName)) return
  useDraft.setState({ proposedName: name, draft: { ...draft, output: { ...draft.output, name } } })
}

/** Takes a folder for the result while the user has not chosen one. */
export function proposeFolder(place: Place): void {
  const { draft } = useDraft.getState()
  if (draft.output.parent !== undefined) return
  rememberPlaces([place])
  useDraft.setState({ draft: { ...draft, output: { ...draft.output, parent: place.id } } })
}

/** Takes the folder that the user chose for the result. */
export function setOutputFolder(place: Place): void {
  rememberPlaces([place])
  changeDraft((draft) => ({ ...draft, output: { ...draft.output, parent: place.id } }))
}

/** Notes that the draft runs now. */
export function draftStarted(job: JobId): void {
  useDraft.setState({ startedAs: job })
}

/** Notes how a job stands: the draft is done with when its own succeeded, and unfinished again when that came to nothing. */
export function draftJobChanged({ id, state }: Pick<Job, 'id' | 'state'>): void {
  if (id !== useDraft.getState().startedAs) return
  if (state.kind === 'succeeded') clearDraft()
  else if (state.kind === 'failed' || state.kind === 'cancelled') useDraft.setState({ startedAs: undefined })
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
