import { describe, expect, test } from 'vitest'
import { episodeListText, parseEpisodeList, toggledEpisode } from './episode-list.ts'

describe('a list of episodes', () => {
  test.each([
    ['', undefined],
    [' all ', undefined],
    ['0-5,7', [0, 1, 2, 3, 4, 5, 7]],
    ['7, 0 - 2', [7, 0, 1, 2]],
    ['3 1 2', [3, 1, 2]],
    ['4;5', [4, 5]],
    ['0–2', [0, 1, 2]],
  ])('%j names episodes in the order typed', (text, episodes) => {
    expect(parseEpisodeList(text, 10)).toEqual({ ok: true, episodes })
  })

  test('naming all of them in order is the same as all', () => {
    expect(parseEpisodeList('0-9', 10)).toEqual({ ok: true, episodes: undefined })
    expect(parseEpisodeList('9,0-8', 10)).toMatchObject({ episodes: [9, 0, 1, 2, 3, 4, 5, 6, 7, 8] })
  })

  test.each([
    ['5-2', 'backwards'],
    ['10', '0 to 9'],
    ['1,1', 'twice'],
    ['0-3,2', 'twice'],
    ['a', 'not a number'],
    ['-3', 'not a number'],
    ['1-', 'not a number'],
    ['0-999999999', '0 to 9'],
  ])('%j is refused with the reason', (text, reason) => {
    expect(parseEpisodeList(text, 10)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(reason) as string,
    })
  })

  test('a huge range is refused before the source is known', () => {
    expect(parseEpisodeList('0-999999999', undefined)).toMatchObject({ ok: false })
  })

  test.each([[undefined], [[0]], [[0, 1]], [[0, 1, 2, 7]], [[7, 3, 4, 5]], [[5, 4, 3]]])(
    '%j is written so that it reads back',
    (episodes) => {
      expect(parseEpisodeList(episodeListText(episodes), 10)).toEqual({ ok: true, episodes })
    },
  )

  test('ranges are written short', () => {
    expect(episodeListText([0, 1, 2, 3, 7])).toBe('0-3, 7')
    expect(episodeListText([1, 2])).toBe('1, 2')
  })

  test('one episode goes out and comes back to its place', () => {
    expect(toggledEpisode(undefined, 1, 3)).toEqual([0, 2])
    expect(toggledEpisode([0, 2], 1, 3)).toBeUndefined()
    expect(toggledEpisode([2], 0, 3)).toEqual([0, 2])
  })
})
