import { expect, it } from 'vitest'
import type { Result } from '#shared/contract.ts'
import { OpenedEpisodes } from './opened-episodes.ts'

/** All that follows from what is answered has happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** Episodes that are opened when the test says so. */
function held() {
  const asked: {
    readonly episode: number
    readonly signal: AbortSignal
    answer: (result: Result<string>) => void
  }[] = []
  const opened = new OpenedEpisodes<string>(
    (episode, { signal }) =>
      new Promise((resolve) => {
        asked.push({ episode, signal, answer: resolve })
      }),
  )
  const answer = async (
    episode: number,
    result: Result<string> = { ok: true, value: `episode ${episode}` },
  ) => {
    asked.findLast((one) => one.episode === episode)!.answer(result)
    await settled()
  }
  return { opened, answer, numbers: () => asked.map(({ episode }) => episode), asked }
}

const failed: Result<string> = { ok: false, error: { code: 'FILE_UNREADABLE', message: 'gone' } }
const episodes = (opened: OpenedEpisodes<string>) => [...opened.store.getState().episodes.keys()].toSorted()

it('asks once for an episode that is wanted while it is on its way as one ahead', async () => {
  const { opened, answer, numbers, asked } = held()
  void opened.look(5)
  await answer(5)
  const ahead = opened.openAhead({ next: 6, previous: 4 })
  void opened.look(6)
  await answer(6)
  expect(opened.store.getState().episodes.get(6)).toBe('episode 6')
  // What is wanted has the host to itself.
  expect(asked[2]!.signal.aborted).toBe(true)
  await answer(4, failed)
  expect(await ahead).toEqual({ next: 'episode 6', previous: undefined })
  void opened.openAhead({ next: 7, previous: 5 })
  expect(numbers()).toEqual([5, 6, 4, 7])
})

it('keeps those it stands among, and no more', async () => {
  const { opened, answer } = held()
  for (let episode = 0; episode < 100; episode++) {
    void opened.look(episode)
    if (episode === 0) await answer(episode)
    const ahead = opened.openAhead({ next: episode + 1, previous: undefined })
    await answer(episode + 1)
    expect(await ahead).toEqual({ next: `episode ${episode + 1}`, previous: undefined })
    expect(episodes(opened)).toEqual([episode, episode + 1].toSorted())
  }
})

it('says why the one that is looked at cannot be opened, and asks again for it', async () => {
  const { opened, answer, numbers } = held()
  void opened.look(1)
  await answer(1, failed)
  expect(opened.store.getState().failure).toEqual({
    episode: 1,
    error: { code: 'FILE_UNREADABLE', message: 'gone' },
  })
  void opened.look(1)
  expect(opened.store.getState().failure).toBeUndefined()
  await answer(1)
  expect(episodes(opened)).toEqual([1])
  expect(numbers()).toEqual([1, 1])
})

it('says nothing of one ahead that cannot be opened, and asks anew when it is wanted', async () => {
  const { opened, answer, numbers } = held()
  void opened.look(1)
  await answer(1)
  const ahead = opened.openAhead({ next: 2, previous: undefined })
  await answer(2, failed)
  expect(await ahead).toEqual({ next: undefined, previous: undefined })
  expect(opened.store.getState().failure).toBeUndefined()
  void opened.look(2)
  expect(numbers()).toEqual([1, 2, 2])
})

it('says nothing of a failure that nobody waits for any more', async () => {
  const { opened, answer } = held()
  void opened.look(1)
  void opened.look(2)
  await answer(1, failed)
  expect(opened.store.getState().failure).toBeUndefined()
  opened.close()
  await answer(2, failed)
  expect(opened.store.getState().failure).toBeUndefined()
})

it('does not take what was given up for an answer when it is wanted again', async () => {
  const { opened, asked } = held()
  void opened.look(1)
  void opened.look(2)
  void opened.look(1)
  asked[0]!.answer({ ok: false, error: { code: 'CANCELLED', message: 'given up' } })
  await settled()
  expect(opened.store.getState().failure).toBeUndefined()
  asked[2]!.answer({ ok: true, value: 'episode 1' })
  await settled()
  expect(opened.store.getState().episodes.get(1)).toBe('episode 1')
})

it('opens what is looked at anew, as the same object where nothing changed', async () => {
  const { opened, answer, numbers } = held()
  void opened.look(1)
  await answer(1)
  void opened.openAhead({ next: 2, previous: undefined })
  await answer(2)
  opened.renew({ isAnother: false })
  expect(episodes(opened)).toEqual([])
  await answer(1)
  expect(episodes(opened)).toEqual([1])
  expect(numbers()).toEqual([1, 2, 1])
})

it('keeps an object that is equal after the connection was lost, and takes another one when it is asked for', async () => {
  const value = { frames: 3 }
  const opened = new OpenedEpisodes(() => Promise.resolve({ ok: true as const, value: { ...value } }))
  await opened.look(1)
  const first = opened.store.getState().episodes.get(1)
  opened.renew({ isAnother: false })
  await settled()
  expect(opened.store.getState().episodes.get(1)).toBe(first)
  opened.renew({ isAnother: true })
  await settled()
  expect(opened.store.getState().episodes.get(1)).not.toBe(first)
  value.frames = 4
  opened.renew({ isAnother: false })
  await settled()
  expect(opened.store.getState().episodes.get(1)).toEqual({ frames: 4 })
})
