import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Api } from '#shared/contract.ts'
import { jobId } from '#shared/model/job.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { placeId, type Place } from '#shared/model/place.ts'
import { emptyDraft, withSources } from './draft.ts'
import {
  addSources,
  changeDraft,
  clearDraft,
  draftStarted,
  forgetDraft,
  keepDraft,
  proposeName,
  setOutputFolder,
  useDraft,
} from './draft-store.ts'

const place = (letter: string): Place => ({
  id: placeId.parse(letter.repeat(20)),
  path: `/data/${letter}`,
  name: letter,
})
const [a, b] = [place('a'), place('b')]
const job = jobId.parse('00000000-0000-4000-8000-000000000001')

/** A main process that keeps one draft. */
function keeper(kept?: MergeDraft) {
  const saved: MergeDraft[] = []
  const listeners: ((data: unknown) => void)[] = []
  const call = (name: string, input: unknown) => {
    if (name === 'merge.saveDraft') saved.push((input as { draft: MergeDraft }).draft)
    return Promise.resolve({ ok: true, value: name === 'merge.loadDraft' ? kept : undefined })
  }
  const on = (_name: string, listener: (data: unknown) => void) => {
    listeners.push(listener)
    return () => undefined
  }
  return { saved, listeners, api: { call, on } as unknown as Api }
}
const placesOf = (draft: MergeDraft | undefined) => draft?.sources.map((source) => source.place)

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
    const { saved, api } = keeper(withSources(emptyDraft(undefined), [a.id]))
    addSources([b])
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    expect(placesOf(saved.at(-1))).toEqual([a.id, b.id])
    end()
  })

  test('gives way to the next datasets once it was started, but not once it was edited', () => {
    addSources([a])
    draftStarted(job)
    addSources([b])
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id])
    addSources([a])
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id, a.id])
  })

  test('is done with when its job succeeded; when it failed, everything stays', async () => {
    const { listeners, api } = keeper()
    const end = keepDraft(api)
    await vi.runAllTimersAsync()
    addSources([a])
    draftStarted(job)
    for (const tell of listeners) tell({ job: { id: job, state: { kind: 'failed' } } })
    expect(placesOf(useDraft.getState().draft)).toEqual([a.id])
    for (const tell of listeners) tell({ job: { id: job, state: { kind: 'succeeded' } } })
    expect(placesOf(useDraft.getState().draft)).toEqual([])
    end()
  })

  test('is given names until the user has one', () => {
    const name = (): string => useDraft.getState().draft.output.name
    proposeName('pick_merged')
    expect(name()).toBe('pick_merged')
    proposeName('merged')
    expect(name()).toBe('merged')
    changeDraft((draft) => ({ ...draft, output: { ...draft.output, name: 'mine' } }))
    proposeName('other')
    expect(name()).toBe('mine')
  })

  test('keeps folder and sizes when it is cleared', () => {
    addSources([a])
    setOutputFolder(b)
    changeDraft((draft) => ({ ...draft, options: { ...draft.options, dataMb: 7, dropAudio: true } }))
    clearDraft()
    expect(useDraft.getState().draft).toMatchObject({
      sources: [],
      options: { dataMb: 7, dropAudio: false },
      output: { parent: b.id, name: '' },
    })
  })
})
