import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Api } from '#shared/contract.ts'
import { jobId, type JobId } from '#shared/model/job.ts'
import type { KeptDraft, MergeDraft } from '#shared/model/merge.ts'
import { placeId, type Place } from '#shared/model/place.ts'
import {
  addSources,
  changeDraft,
  discardDraft,
  draftStarted,
  forgetDraft,
  typeEpisodes,
  undoReplacing,
  useDraft,
} from './draft-store.ts'
import { emptyDraft, sourceKeys, withSources } from './draft.ts'
import { keepAgain, keepDraft, keepOwnDraft, takeOtherDraft } from './keep-draft.ts'

const place = (letter: string): Place => ({
  id: placeId.parse(letter.repeat(20)),
  path: `/data/${letter}`,
  name: letter,
})
const [a, b, c] = [place('a'), place('b'), place('c')]
const job = jobId.parse('00000000-0000-4000-8000-000000000001')
const placesOf = (draft: MergeDraft | undefined) => draft?.sources.map((source) => source.place)
const draftOf = (...places: readonly Place[]) =>
  withSources(
    emptyDraft(undefined),
    places.map(({ id }) => id),
  )

/** A main process that keeps one draft, as the service does. */
function keeper(first?: MergeDraft, startedAs?: JobId) {
  let kept: KeptDraft = { draft: first, revision: first === undefined ? 0 : 1, startedAs }
  let writer = ''
  let isTelling = true
  const saved: MergeDraft[] = []
  const listeners = new Map<string, (data: unknown) => void>()
  const tell = (name: string, data: unknown): void => listeners.get(name)?.(data)
  const save = (draft: MergeDraft, { revision, by }: { revision: number; by: string }) => {
    if (kept.revision !== revision && writer !== by) return { ...kept, isKept: false }
    kept = { draft, revision: kept.revision + 1 }
    writer = by
    if (isTelling) tell('merge.draftChanged', { ...kept, by })
    return { ...kept, isKept: true }
  }
  const call = (name: string, input: unknown) => {
    if (name === 'merge.loadDraft') return Promise.resolve({ ok: true, value: kept })
    if (name === 'jobs.get')
      return Promise.resolve({ ok: true, value: { id: job, state: { kind: 'succeeded' } } })
    if (name !== 'merge.saveDraft') return Promise.resolve({ ok: true, value: undefined })
    const { draft, ...from } = input as { draft: MergeDraft; revision: number; by: string }
    const value = save(draft, from)
    if (value.isKept) saved.push(draft)
    return Promise.resolve({ ok: true, value })
  }
  const on = (name: string, listener: (data: unknown) => void) => {
    listeners.set(name, listener)
    return () => undefined
  }
  return {
    saved,
    tell,
    /** What another window saves. */
    saveElsewhere: (draft: MergeDraft, { isTold }: { isTold: boolean } = { isTold: true }) => {
      isTelling = isTold
      save(draft, { revision: kept.revision, by: 'another window' })
      isTelling = true
    },
    api: { call, on } as unknown as Api,
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
  forgetDraft()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the draft of a window', () => {
  test('is saved once after several changes, and at once when the window goes', async () => {
    const { saved, api } = keeper()
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    addSources([a])
    addSources([b])
    expect(saved).toHaveLength(0)
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[a.id, b.id]])
    addSources([a])
    end()
    expect(saved).toHaveLength(2)
  })

  test('keeps what was added before the draft of last time arrived', async () => {
    const { saved, api } = keeper(draftOf(a))
    addSources([b])
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    expect(placesOf(saved.at(-1))).toEqual([a.id, b.id])
    end()
  })

  test('is done with when its job succeeded; when it failed, everything stays', async () => {
    const { tell, api } = keeper()
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    addSources([a])
    draftStarted(job)
    tell('jobs.changed', { job: { id: job, state: { kind: 'failed' } } })
    expect(placesOf(useDraft.getState().draft)).toEqual([a.id])
    draftStarted(job)
    tell('jobs.changed', { job: { id: job, state: { kind: 'succeeded' } } })
    expect(placesOf(useDraft.getState().draft)).toEqual([])
    end()
  })
})

describe('a draft that is at work when a page comes', () => {
  test('gives way to the next datasets, and is done with when its job succeeded', async () => {
    const main = keeper(draftOf(a), job)
    const end = keepDraft(main.api)
    await vi.runAllTimersAsync()
    main.tell('jobs.changed', { job: { id: job, state: { kind: 'succeeded' } } })
    expect(placesOf(useDraft.getState().draft)).toEqual([])
    end()

    forgetDraft()
    const endOther = keepDraft(keeper(draftOf(a), job).api)
    await vi.runAllTimersAsync()
    addSources([b])
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id])
    endOther()
  })
})

describe('a draft that could not be read or kept', () => {
  const failing = (name: string, { api }: { api: Api }): { api: Api; mend: () => void } => {
    let isBroken = true
    const error = { code: 'DATABASE_LOCKED', message: 'busy' }
    const call = (asked: string, input: unknown) =>
      isBroken && asked === name
        ? Promise.resolve({ ok: false, error })
        : api.call(asked as never, input as never)
    return {
      api: { ...api, call: call as unknown as Api['call'] },
      mend: () => {
        isBroken = false
      },
    }
  }

  test('is read again; what was added meanwhile is a matter for the user', async () => {
    const main = keeper(draftOf(a))
    const { api, mend } = failing('merge.loadDraft', main)
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    await keepAgain(api)
    expect(useDraft.getState().error?.code).toBe('DATABASE_LOCKED')
    mend()
    await keepAgain(api)
    expect(placesOf(useDraft.getState().draft)).toEqual([a.id])
    expect(useDraft.getState().error).toBeUndefined()
    end()

    forgetDraft()
    const other = failing('merge.loadDraft', main)
    const endOther = keepDraft(other.api)
    await vi.runAllTimersAsync()
    other.mend()
    addSources([b])
    await keepAgain(other.api)
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id])
    expect(placesOf(useDraft.getState().rival?.draft)).toEqual([a.id])
    endOther()
  })

  test('is kept again', async () => {
    const main = keeper()
    const { api, mend } = failing('merge.saveDraft', main)
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    addSources([a])
    await vi.runAllTimersAsync()
    expect(useDraft.getState().error?.code).toBe('DATABASE_LOCKED')
    mend()
    await keepAgain(api)
    await vi.runAllTimersAsync()
    expect(main.saved.map(placesOf)).toEqual([[a.id]])
    expect(useDraft.getState().error).toBeUndefined()
    end()
  })
})

describe('after events were lost', () => {
  test('the draft is done with when its job succeeded meanwhile', async () => {
    const { tell, api } = keeper(draftOf(a))
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    draftStarted(job)
    tell('app.resync', {})
    await vi.runAllTimersAsync()
    expect(placesOf(useDraft.getState().draft)).toEqual([])
    end()
  })
})

describe('another window', () => {
  /** A window that has the draft of last time. */
  async function opened(first: MergeDraft) {
    const main = keeper(first)
    const end = keepDraft(main.api)
    await vi.runAllTimersAsync()
    return { ...main, end }
  }
  const shown = () => placesOf(useDraft.getState().draft)

  test('is followed, without saving what it saved once more', async () => {
    const { saveElsewhere, saved, end } = await opened(draftOf(a))
    saveElsewhere(draftOf(a, b))
    expect(shown()).toEqual([a.id, b.id])
    await vi.runAllTimersAsync()
    expect(saved).toEqual([])
    addSources([c])
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[a.id, b.id, c.id]])
    end()
  })

  test('does not keep from saving what came from it, was cleared here, and is back', async () => {
    const { saveElsewhere, saved, end } = await opened(draftOf(a))
    saveElsewhere(draftOf(a, b))
    discardDraft()
    await vi.runAllTimersAsync()
    undoReplacing()
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[], [a.id, b.id]])
    end()
  })

  test('does not take away what is half typed here', async () => {
    const { saveElsewhere, end } = await opened(draftOf(a, b))
    const [keyA, keyB] = sourceKeys(useDraft.getState().draft.sources)
    typeEpisodes(keyA!, '0-')
    typeEpisodes(keyB!, '1,')
    saveElsewhere(draftOf(b, c))
    expect([...useDraft.getState().typed]).toEqual([[keyB, '1,']])
    end()
  })

  test('does not take away what is being changed here: the user chooses', async () => {
    const { saveElsewhere, saved, end } = await opened(draftOf(a))
    addSources([c])
    saveElsewhere(draftOf(b))
    await vi.runAllTimersAsync()
    expect(shown()).toEqual([a.id, c.id])
    expect(placesOf(useDraft.getState().rival?.draft)).toEqual([b.id])
    changeDraft((draft) => ({ ...draft, verify: false }))
    await vi.runAllTimersAsync()
    expect(saved).toEqual([])
    keepOwnDraft()
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[a.id, c.id]])
    expect(useDraft.getState().rival).toBeUndefined()
    end()
  })

  test('may come to the same, which is no matter for the user', async () => {
    const { saveElsewhere, saved, end } = await opened(draftOf(a))
    changeDraft((draft) => ({ ...draft, output: { name: 'week', parent: b.id } }))
    saveElsewhere({ ...draftOf(a), output: { parent: b.id, name: 'week' } })
    await vi.runAllTimersAsync()
    expect(useDraft.getState().rival).toBeUndefined()
    addSources([c])
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[a.id, c.id]])
    end()
  })

  test('is preferred when the user says so, as it is by then', async () => {
    const { saveElsewhere, saved, end } = await opened(draftOf(a))
    addSources([c])
    saveElsewhere(draftOf(b))
    await vi.runAllTimersAsync()
    saveElsewhere(draftOf(b, a))
    takeOtherDraft()
    expect(shown()).toEqual([b.id, a.id])
    await vi.runAllTimersAsync()
    expect(saved).toEqual([])
    addSources([c])
    await vi.runAllTimersAsync()
    expect(saved.map(placesOf)).toEqual([[b.id, a.id, c.id]])
    end()
  })

  test('is asked for after events were lost', async () => {
    const { saveElsewhere, tell, end } = await opened(draftOf(a))
    saveElsewhere(draftOf(b), { isTold: false })
    expect(shown()).toEqual([a.id])
    tell('app.resync', {})
    await vi.runAllTimersAsync()
    expect(shown()).toEqual([b.id])
    end()
  })
})
