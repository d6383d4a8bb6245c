import { create } from 'zustand'
import type { Api, CallOptions } from '#shared/contract.ts'
import type { AppError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import {
  MAX_MARK_CHANGES,
  unmarked,
  type EarlierReview,
  type EpisodeMarks,
  type MarkChange,
  type MarksAt,
} from '#shared/model/review.ts'
import { follow } from '#renderer/api/follow.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { changedMarks, reversed, takenOver } from './marks.ts'

/** Steps that can be taken back. */
const KEPT_STEPS = 1000

/** Something that was done to marks, and what takes it back. */
interface Step {
  readonly done: readonly MarkChange[]
  readonly back: readonly MarkChange[]
  /** It decides what becomes of the earlier review. */
  readonly decision?: Decision
}

/** What becomes of the marks of what the dataset was before it changed. */
export type Decision = 'taken' | 'left'

interface ReviewState {
  /** The dataset that the marks are of. */
  readonly place: PlaceId | undefined
  /** What the dataset is known by; undefined until its marks are there. */
  readonly fingerprint: string | undefined
  /** Why its marks are not there. */
  readonly error: AppError | undefined
  /** By episode; without those that have none. */
  readonly marks: ReadonlyMap<number, EpisodeMarks>
  /** The review of what the dataset was before. */
  readonly earlier: EarlierReview | undefined
  /** Undefined while nobody decided about it. */
  readonly decision: Decision | undefined
  /** The episode whose marks were changed or taken back last, here. */
  readonly touched: number | undefined
  /** The last one last. */
  readonly undo: readonly Step[]
  readonly redo: readonly Step[]
}

const nothing: ReviewState = {
  place: undefined,
  fingerprint: undefined,
  error: undefined,
  marks: new Map(),
  earlier: undefined,
  decision: undefined,
  touched: undefined,
  undo: [],
  redo: [],
}

/** The review of the dataset that was opened last. */
export const useReview = create<ReviewState>(() => nothing)

/** What waits for the call before it, in order. */
const waiting: Batch[] = []
/** What is on its way. */
let sent: Batch | undefined
/** Resolves when nothing waits and nothing is on its way any more. */
let sending: Promise<void> = Promise.resolve()
/** Changes on their way, by episode: what is told of it meanwhile is older. */
const underWay = new Map<number, number>()
/** What was taken over last, by episode. */
const revisions = new Map<number, number>()

/** Keeps the store equal to the marks of a dataset. Returns the function that ends it; steps stay until another one is opened. */
export function followReview(api: Api, place: PlaceId): () => void {
  if (useReview.getState().place !== place) {
    forgetReview()
    useReview.setState({ place })
  }
  return follow(api, {
    load: (signal) => load(api, place, { signal }),
    on: {
      // Whatever is news of the dataset may be that it is another one.
      'library.changed': ({ changed, removed }) => {
        if (removed.includes(place) || changed.some((own) => own.place.id === place))
          void load(api, place, { isOnlyForChange: true })
      },
      'review.changed': (changed) => {
        if (changed.fingerprint === useReview.getState().fingerprint) take(changed)
      },
    },
  })
}

/** Asks for the marks again, when they could not be had. */
export function readMarks(api: Api, place: PlaceId): void {
  useReview.setState({ error: undefined })
  void load(api, place)
}

/** Resolves when the main process knows of every mark that was made until now, or has refused it. */
export async function marksSent(): Promise<void> {
  await sending
}

/**
 * Lets no mark be lost with the page: what waits is sent at once, and what is on its way once more, since that may be given up
 * with the page. Marks say how it is to be, so that twice is as once. Returns the function that ends it.
 */
export function keepMarksOnLeaving(api: Api): () => void {
  const sendAll = (): void => {
    const again = sent
    if (again !== undefined) void api.call('review.set', again, { outlivesPage: true })
    for (const batch of waiting.splice(0)) void sendOne(api, batch, { outlivesPage: true })
  }
  addEventListener('pagehide', sendAll)
  return () => {
    removeEventListener('pagehide', sendAll)
  }
}

/** Changes the marks of an episode at once, and in the main process soon. */
export function mark(api: Api, change: MarkChange): void {
  const { fingerprint, marks } = useReview.getState()
  if (fingerprint === undefined) return
  const back = reversed(marks.get(change.episode) ?? unmarked(change.episode), change)
  takeStep(api, { done: [change], back: [back] })
}

/** Gives the episodes that are still what they were the marks that they had before the dataset changed; one step to undo. */
export function takeOverMarks(api: Api): void {
  const { marks, earlier } = useReview.getState()
  if (earlier === undefined) return
  const done = earlier.marks.map((was) => takenOver(marks.get(was.episode) ?? unmarked(was.episode), was))
  const back = done.map((change) => reversed(marks.get(change.episode) ?? unmarked(change.episode), change))
  takeStep(api, { done, back, decision: 'taken' })
}

/** Lets the earlier review be; one step to undo. */
export function leaveEarlierMarks(api: Api): void {
  takeStep(api, { done: [], back: [], decision: 'left' })
}

/** Takes back what was decided last, where nothing was done since. */
export function undoDecision(api: Api): void {
  if (useReview.getState().undo.at(-1)?.decision !== undefined) undoMark(api)
}

function takeStep(api: Api, step: Step): void {
  useReview.setState(({ undo }) => ({ undo: [...undo.slice(1 - KEPT_STEPS), step], redo: [] }))
  does(api, step)
}

function does(api: Api, step: Step): void {
  const { done, decision } = step
  useReview.setState({ touched: episodeOf(step), ...(decision === undefined ? {} : { decision }) })
  send(api, done, decision && true)
}

/** Takes the last step back. Returns the episode that it was about; undefined when there is none, or when it was about many. */
export function undoMark(api: Api): number | undefined {
  const { undo, redo } = useReview.getState()
  const step = undo.at(-1)
  if (step === undefined) return undefined
  useReview.setState({ undo: undo.slice(0, -1), redo: [...redo, step] })
  useReview.setState({
    touched: episodeOf(step),
    ...(step.decision === undefined ? {} : { decision: undefined }),
  })
  send(api, step.back, step.decision && false)
  return episodeOf(step)
}

/** Does again what was taken back last. Returns what {@link undoMark} does. */
export function redoMark(api: Api): number | undefined {
  const { undo, redo } = useReview.getState()
  const step = redo.at(-1)
  if (step === undefined) return undefined
  useReview.setState({ undo: [...undo, step], redo: redo.slice(0, -1) })
  does(api, step)
  return episodeOf(step)
}

/** The episode that a step is about; undefined for one that is about many. */
function episodeOf({ done: [change], decision }: Step): number | undefined {
  return decision === undefined ? change?.episode : undefined
}

/** Changes that are sent as one: of one state of a dataset. */
interface Batch {
  readonly place: PlaceId
  readonly fingerprint: string
  readonly changes: MarkChange[]
  settles?: boolean | undefined
}

function send(api: Api, changes: readonly MarkChange[], settles?: boolean): void {
  const { place, fingerprint, marks } = useReview.getState()
  if (place === undefined || fingerprint === undefined) return
  put(changes.map((change) => changedMarks(marks.get(change.episode) ?? unmarked(change.episode), change)))
  for (const { episode } of changes) underWay.set(episode, (underWay.get(episode) ?? 0) + 1)
  const last = waiting.at(-1)
  const fits =
    last?.place === place &&
    last.fingerprint === fingerprint &&
    last.changes.length + changes.length <= MAX_MARK_CHANGES
  if (fits) {
    last.changes.push(...changes)
    last.settles = settles ?? last.settles
  } else waiting.push({ place, fingerprint, changes: [...changes], settles })
  // One call after another: side by side, an earlier change might be the last to be kept.
  if (sent === undefined) sending = sendWaiting(api)
}

async function sendWaiting(api: Api): Promise<void> {
  for (sent = waiting.shift(); sent !== undefined; sent = waiting.shift()) await sendOne(api, sent)
}

async function sendOne(api: Api, batch: Batch, options?: CallOptions): Promise<void> {
  const { place, changes, settles } = batch
  const result = await api.call('review.set', batch, options)
  if (!result.ok) notice(result.error)
  if (useReview.getState().place !== place) return
  // Forgotten when another dataset was opened meanwhile, and this one again.
  for (const { episode } of changes) underWay.set(episode, Math.max(0, (underWay.get(episode) ?? 0) - 1))
  if (result.ok) {
    take(result.value)
    return
  }
  // What was shown is not so, and steps that build upon it would be wrong.
  useReview.setState({ undo: [], redo: [], ...(settles === undefined ? {} : { decision: undefined }) })
  await load(api, place)
}

interface LoadOptions {
  readonly signal?: AbortSignal
  /** Marks that are known stay as they are while the dataset is what it was. */
  readonly isOnlyForChange?: boolean
}

/** The number of the load that was begun last: what others answer is older. */
let loads = 0
/** Marks are to be taken over whatever the dataset is, by whichever load ends. */
let isWanted = false

async function load(
  api: Api,
  place: PlaceId,
  { signal, isOnlyForChange = false }: LoadOptions = {},
): Promise<void> {
  const number = ++loads
  isWanted ||= !isOnlyForChange
  const result = await api.call('review.list', { place }, signal && { signal })
  const { place: now, fingerprint: known, error } = useReview.getState()
  if (signal?.aborted === true || now !== place || number !== loads) return
  if (!result.ok) {
    useReview.setState({ error: result.error })
    return
  }
  const { fingerprint, marks, earlier } = result.value
  const isSame = fingerprint === known
  if (isSame && !isWanted && error === undefined) return
  isWanted = false
  revisions.clear()
  const isNewer = ({ episode }: EpisodeMarks): boolean => isSame && (underWay.get(episode) ?? 0) > 0
  const own = [...useReview.getState().marks.values()].filter(isNewer)
  useReview.setState({
    fingerprint,
    error: undefined,
    marks: new Map([...marks.filter((each) => !isNewer(each)), ...own].map((each) => [each.episode, each])),
    // What is decided here may be on its way.
    ...(isSame ? {} : { undo: [], redo: [], decision: undefined, earlier }),
  })
}

function take({ revision, marks }: MarksAt): void {
  const newer = marks.filter(
    ({ episode }) => (underWay.get(episode) ?? 0) === 0 && revision >= (revisions.get(episode) ?? 0),
  )
  for (const { episode } of newer) revisions.set(episode, revision)
  put(newer)
}

function put(changed: readonly EpisodeMarks[]): void {
  if (changed.length === 0) return
  const marks = new Map(useReview.getState().marks)
  for (const own of changed) {
    const isMarked =
      own.isFlagged || own.isExcluded || own.tags.length > 0 || own.note !== '' || own.trim !== undefined
    if (isMarked) marks.set(own.episode, own)
    else marks.delete(own.episode)
  }
  useReview.setState({ marks })
}

/** Another dataset, or for tests: a window that was just opened. */
export function forgetReview(): void {
  underWay.clear()
  revisions.clear()
  isWanted = false
  useReview.setState(nothing, true)
}
