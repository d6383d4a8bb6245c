import { beforeEach, describe, expect, test } from 'vitest'
import { jobId, type JobState } from '#shared/model/job.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { placeId, type Place } from '#shared/model/place.ts'
import { useToasts } from '#renderer/ui/toast-store.ts'
import {
  addSources,
  appendSources,
  changeDraft,
  clearDraft,
  discardDraft,
  draftJobChanged,
  draftStarted,
  forgetDraft,
  proposeFolder,
  proposeName,
  replaceDraft,
  setOutputFolder,
  typeEpisodes,
  undoReplacing,
  useDraft,
} from './draft-store.ts'
import { emptyDraft, sourceKeys, withoutSources, withSources } from './draft.ts'

const place = (letter: string): Place => ({
  id: placeId.parse(letter.repeat(20)),
  path: `/data/${letter}`,
  name: letter,
})
const [a, b, c] = [place('a'), place('b'), place('c')]
const job = jobId.parse('00000000-0000-4000-8000-000000000001')

const placesOf = (draft: MergeDraft | undefined) => draft?.sources.map((source) => source.place)

beforeEach(() => {
  forgetDraft()
})

describe('the draft of a window', () => {
  test('gives way to the next datasets once it was started, but not once it was edited', () => {
    addSources([a])
    draftStarted(job)
    addSources([b])
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id])
    addSources([a])
    expect(placesOf(useDraft.getState().draft)).toEqual([b.id, a.id])
  })

  test('does not give way on its own screen, nor after its job came to nothing', () => {
    addSources([a])
    draftStarted(job)
    appendSources([b])
    expect(placesOf(useDraft.getState().draft)).toEqual([a.id, b.id])
    for (const kind of ['failed', 'cancelled'] as const) {
      draftStarted(job)
      draftJobChanged({ id: job, state: { kind } as JobState })
      addSources([c])
    }
    expect(placesOf(useDraft.getState().draft)).toEqual([a.id, b.id, c.id, c.id])
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

  test('forgets what was typed as the episodes of a source that is gone', () => {
    addSources([a, b])
    const [keyA, keyB] = sourceKeys(useDraft.getState().draft.sources)
    typeEpisodes(keyA!, '0-')
    typeEpisodes(keyB!, '0-')
    changeDraft((draft) => withoutSources(draft, [0]))
    expect([...useDraft.getState().typed]).toEqual([[keyB, '0-']])
    replaceDraft(useDraft.getState().draft)
    expect(useDraft.getState().typed.size).toBe(0)
  })

  describe('that another one takes the place of', () => {
    const shown = () => placesOf(useDraft.getState().draft)
    const lastToast = () => useToasts.getState().toasts.at(-1)

    test('comes back by the toast, as often as one likes', () => {
      addSources([a])
      draftStarted(job)
      replaceDraft(withSources(emptyDraft(undefined), [b.id]), 'week.json is opened')
      expect(shown()).toEqual([b.id])
      expect(lastToast()).toMatchObject({ text: 'week.json is opened', action: { label: 'Undo' } })
      // What is done to the new one is not lost either.
      appendSources([c])
      lastToast()!.action!.act()
      expect(shown()).toEqual([a.id])
      // Whatever became of its job: it is not cleared by the next dataset that is added.
      expect(useDraft.getState().startedAs).toBeUndefined()
      lastToast()!.action!.act()
      expect(shown()).toEqual([b.id, c.id])
    })

    test('comes back by the key until the user works on the new one', () => {
      addSources([a])
      discardDraft()
      proposeFolder(b)
      expect(shown()).toEqual([])
      undoReplacing()
      expect(shown()).toEqual([a.id])
      discardDraft()
      appendSources([b])
      undoReplacing()
      expect(shown()).toEqual([b.id])
    })

    test('is not missed when there was nothing', () => {
      replaceDraft(withSources(emptyDraft(undefined), [b.id]), 'week.json is opened')
      expect(lastToast()).toMatchObject({ text: 'week.json is opened', action: undefined })
      expect(useDraft.getState().replaced).toBeUndefined()
    })
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
