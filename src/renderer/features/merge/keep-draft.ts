import type { Api, CallOptions } from '#shared/contract.ts'
import type { KeptDraft, MergeDraft } from '#shared/model/merge.ts'
import { changeDraft, draftJobChanged, typedFor, useDraft } from './draft-store.ts'
import { emptyDraft } from './draft.ts'
import { windowKey } from './window-key.ts'

const SAVE_AFTER_MS = 400

/** The draft that came from elsewhere, until it is changed here: having it is no change of this window's. */
let taken: MergeDraft | undefined

/**
 * Reads the draft of last time, saves every change a little later, and follows what other windows make of it. Where
 * both changed it at the same time the user chooses: see `DraftState.rival`. Returns the function that ends it.
 */
export function keepDraft(api: Api): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Drafts on their way. */
  let saving = 0
  /** What was told of another window while this one had something to save. */
  let missed: KeptDraft | undefined
  const giveUp = new AbortController()

  const save = async (options: CallOptions = {}): Promise<void> => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    const { draft, revision, rival } = useDraft.getState()
    if (rival !== undefined) return
    saving++
    const result = await api.call('merge.saveDraft', { draft, revision, by: windowKey }, options)
    saving--
    if (!result.ok) useDraft.setState({ error: result.error })
    else {
      const { isKept, revision: kept, draft: other } = result.value
      // Two windows may have come to the same.
      const isSettled = isKept || isSame(other, useDraft.getState().draft)
      useDraft.setState(
        isSettled ? { revision: kept, error: undefined } : { rival: result.value, error: undefined },
      )
    }
    if (missed !== undefined) follow(missed)
  }
  const follow = (kept: KeptDraft): void => {
    const { revision, rival } = useDraft.getState()
    missed = undefined
    if (kept.revision <= revision) return
    if (rival !== undefined) useDraft.setState({ rival: kept })
    else if (timer !== undefined || saving > 0) missed = kept
    else takeOver(kept)
  }

  const ends = [
    useDraft.subscribe((state, before) => {
      // Being read is no change.
      if (state.draft === before.draft || state.draft === taken || !before.isLoaded) return
      // One that comes back by undoing is what this window made of it.
      taken = undefined
      clearTimeout(timer)
      timer = setTimeout(() => void save(), SAVE_AFTER_MS)
    }),
    api.on('merge.draftChanged', ({ by, ...kept }) => {
      if (by !== windowKey) follow(kept)
    }),
    api.on('app.resync', () => {
      void api.call('merge.loadDraft', {}, { signal: giveUp.signal }).then((result) => {
        if (result.ok) follow(result.value)
      })
      const { startedAs } = useDraft.getState()
      if (startedAs === undefined) return
      void api.call('jobs.get', { job: startedAs }, { signal: giveUp.signal }).then((result) => {
        if (result.ok) draftJobChanged(result.value)
      })
    }),
    api.on('jobs.changed', ({ job }) => {
      draftJobChanged(job)
    }),
  ]
  // A window may close before the time has come.
  const saveNow = (): void => void save({ outlivesPage: true })
  addEventListener('pagehide', saveNow)
  if (!useDraft.getState().isLoaded) void load(api, giveUp.signal)
  return () => {
    giveUp.abort()
    saveNow()
    removeEventListener('pagehide', saveNow)
    for (const end of ends) end()
  }
}

/** Whether a draft came from another window as it is: that one looks after it. */
export function isTaken(draft: MergeDraft): boolean {
  return draft === taken
}

/** Goes on with this window's draft, and lets it replace what another window made of it. */
export function keepOwnDraft(): void {
  const { rival, revision } = useDraft.getState()
  useDraft.setState({ rival: undefined, revision: rival?.revision ?? revision })
  // Nothing of it is different, and still it has to be saved.
  changeDraft((draft) => ({ ...draft }))
}

/** Goes on with what another window made of the draft. */
export function takeOtherDraft(): void {
  const { rival } = useDraft.getState()
  if (rival !== undefined) takeOver(rival)
}

/** Reads and keeps the draft after that had failed. What both have by now is a matter for the user. */
export async function keepAgain(api: Pick<Api, 'call'>): Promise<void> {
  const result = await api.call('merge.loadDraft', {})
  if (!result.ok) {
    useDraft.setState({ error: result.error })
    return
  }
  const kept = result.value
  const { draft, revision } = useDraft.getState()
  useDraft.setState({ error: undefined })
  // A new one, equal to the old one, is saved.
  if (kept.revision <= revision) useDraft.setState({ draft: { ...draft } })
  else if (draft.sources.length === 0) takeOver(kept)
  else useDraft.setState({ rival: kept })
}

function takeOver({ draft, revision, startedAs }: KeptDraft): void {
  taken = draft ?? emptyDraft(undefined)
  useDraft.setState({
    draft: taken,
    revision,
    rival: undefined,
    startedAs,
    proposedName: '',
    replaced: undefined,
    typed: typedFor(taken, useDraft.getState()),
  })
}

async function load(api: Api, signal: AbortSignal): Promise<void> {
  const [saved, settings] = await Promise.all([
    api.call('merge.loadDraft', {}, { signal }),
    api.call('settings.get', {}, { signal }),
  ])
  if (signal.aborted || useDraft.getState().isLoaded) return
  const {
    draft: found,
    revision,
    startedAs,
  }: KeptDraft = saved.ok ? saved.value : { draft: undefined, revision: 0 }
  const error = saved.ok ? undefined : saved.error
  const draft = found ?? emptyDraft(settings.ok ? settings.value : undefined)
  // What was added meanwhile comes after what was there.
  const added = useDraft.getState().draft.sources
  useDraft.setState({ draft, revision, startedAs, isLoaded: true, error })
  if (added.length > 0) changeDraft((own) => ({ ...own, sources: [...own.sources, ...added] }))
}

/** Wherever keys stand. */
function isSame(a: MergeDraft | undefined, b: MergeDraft): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
}
