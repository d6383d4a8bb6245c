import { beforeEach, expect, test } from 'vitest'
import type { EpisodeCamera, EpisodeDetails } from '#shared/model/episode.ts'
import { CopiesAhead } from './copies-ahead.ts'

/** Copies that were asked for, by camera and first frame, and how to end them. */
let asked: { readonly of: string; readonly signal: AbortSignal; readonly end: () => void }[] = []
let copies: CopiesAhead

beforeEach(() => {
  asked = []
  copies = new CopiesAhead(({ url, frames }, { signal }) => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const end = () => {
      resolve(undefined)
    }
    asked.push({ of: `${url} ${frames.start}`, signal, end })
    return promise
  })
})

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** An episode of 10 frames in the files of two cameras. */
function episodeAt(start: number): EpisodeDetails {
  const camera = (name: string): EpisodeCamera => ({
    ...{ name, kind: 'video', url: name, codec: 'HEVC', width: 64, height: 48, depth: undefined },
    frames: { start, end: start + 10 },
  })
  const cameras = [camera('top'), camera('wrist')]
  return { episode: start / 10, length: 10, fps: 30, tasks: [], cameras, features: [] }
}

const both = new Set(['top', 'wrist'])

test('makes one copy after the other, of the cameras that need it', async () => {
  copies.make(episodeAt(10), new Set(['wrist']))
  expect(asked.map(({ of }) => of)).toEqual(['wrist 10'])
  asked[0]!.end()
  await settled()
  copies.make(episodeAt(20), both)
  expect(asked.map(({ of }) => of)).toEqual(['wrist 10', 'top 20'])
  asked[1]!.end()
  await settled()
  expect(asked.map(({ of }) => of)).toEqual(['wrist 10', 'top 20', 'wrist 20'])
})

test('goes on when its episode is opened, and begins nothing twice', async () => {
  copies.make(episodeAt(10), both)
  copies.keepFor(episodeAt(10))
  copies.make(episodeAt(10), both)
  asked[0]!.end()
  await settled()
  expect(asked.map(({ of, signal }) => [of, signal.aborted])).toEqual([
    ['top 10', false],
    ['wrist 10', false],
  ])
})

test.each([
  ['another episode is opened', episodeAt(30)],
  ['nobody looks any more', undefined],
])('is given up when %s', async (_, opened) => {
  copies.make(episodeAt(10), both)
  if (opened === undefined) copies.giveUp()
  else copies.keepFor(opened)
  expect(asked[0]!.signal.aborted).toBe(true)
  asked[0]!.end()
  await settled()
  expect(asked).toHaveLength(1)
  copies.make(episodeAt(40), both)
  expect(asked.map(({ of }) => of)).toEqual(['top 10', 'top 40'])
})
