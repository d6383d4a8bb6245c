import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Api, Result } from '#shared/contract.ts'
import type { MergeDraft, MergePreview } from '#shared/model/merge.ts'
import { placeId } from '#shared/model/place.ts'
import { emptyDraft, withSources } from './draft.ts'
import { askForPreview, usePreview } from './preview-store.ts'

interface Question {
  readonly draft: MergeDraft
  readonly signal: AbortSignal
  readonly answer: (result: Result<MergePreview>) => void
}

function questions() {
  const asked: Question[] = []
  const call = (_name: string, { draft }: { draft: MergeDraft }, { signal }: { signal: AbortSignal }) =>
    new Promise((answer) => {
      asked.push({ draft, signal, answer })
    })
  return { asked, api: { call: call as unknown as Api['call'] } }
}

const one = emptyDraft(undefined)
const two = withSources(one, [placeId.parse('a'.repeat(20))])
const preview = { findings: [] } as unknown as MergePreview

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('asks once for several changes in a row', async () => {
  const { asked, api } = questions()
  const giveUp = askForPreview(api, one)
  giveUp()
  askForPreview(api, two)
  await vi.advanceTimersByTimeAsync(250)
  expect(asked.map(({ draft }) => draft)).toEqual([two])
})

test('a newer draft gives up the older question; its late answer is dropped', async () => {
  const { asked, api } = questions()
  const giveUp = askForPreview(api, one)
  await vi.advanceTimersByTimeAsync(250)
  giveUp()
  askForPreview(api, two)
  expect(asked[0]!.signal.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(250)
  asked[1]!.answer({ ok: true, value: preview })
  asked[0]!.answer({ ok: false, error: { code: 'CANCELLED', message: '' } })
  await vi.advanceTimersByTimeAsync(0)
  expect(usePreview.getState()).toMatchObject({ preview, of: two, isWorking: false, error: undefined })
})

test('the last answer stays while the next is worked on, and beside an error', async () => {
  const { asked, api } = questions()
  const giveUp = askForPreview(api, one)
  await vi.advanceTimersByTimeAsync(250)
  asked[0]!.answer({ ok: true, value: preview })
  await vi.advanceTimersByTimeAsync(0)
  giveUp()
  askForPreview(api, two)
  expect(usePreview.getState()).toMatchObject({ preview, of: one, isWorking: true })
  await vi.advanceTimersByTimeAsync(250)
  asked[1]!.answer({ ok: false, error: { code: 'READER_CRASHED', message: 'gone' } })
  await vi.advanceTimersByTimeAsync(0)
  expect(usePreview.getState()).toMatchObject({
    preview,
    error: { code: 'READER_CRASHED' },
    isWorking: false,
  })
})
