import { appendFile, cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { AppEvents } from '#shared/contract.ts'
import { forkNode } from '#main/http/node-host.ts'
import { openDatabase } from '#main/services/database.ts'
import { Events } from '#main/services/events.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { unmarked, type MarkChange } from '#shared/model/review.ts'
import { Places } from '#main/services/places.ts'
import { Reader } from '#main/services/reader.ts'
import { Review } from '#main/services/review.ts'
import { compareTrees } from '#engine/io/compare-trees.ts'
import { fixture } from '../support/fixtures.ts'
import { merge } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

/** The review as one run of the application has it. */
function start(home: string) {
  const db = openDatabase(home)
  const reader = new Reader({ fork: forkNode })
  const events = new Events()
  const places = new Places(db, undefined)
  const told: AppEvents['review.changed'][] = []
  events.subscribe((event) => {
    if (event.name === 'review.changed') told.push(event.data)
  })
  const end = () => {
    reader.close()
    db.close()
  }
  const review = new Review({ db, events, places, reader })
  /** Marks episodes of a dataset as it is now. */
  const set = async (place: PlaceId, changes: readonly MarkChange[]) => {
    const { fingerprint } = await review.list(place)
    return review.set(place, { fingerprint, changes })
  }
  return { review, set, places, told, reader, end }
}

it('keeps marks beside the dataset, over a restart, for a copy too, and not for a changed one', async () => {
  const dir = await scratchDir()
  const dataset = join(dir, 'pick_a')
  await cp(fixture('pick_a'), dataset, { recursive: true })
  const first = start(join(dir, 'home'))
  const place = await first.places.admit(dataset)
  const empty = await first.review.list(place.id)
  expect(empty).toMatchObject({ revision: 0, marks: [] })
  const marked = await first.set(place.id, [
    { episode: 2, isFlagged: true, tags: [9, 1, 1], note: '  gripper slipped ' },
    { episode: 0, isExcluded: true },
  ])
  expect(marked).toEqual({
    fingerprint: empty.fingerprint,
    revision: 1,
    marks: [
      { episode: 2, isFlagged: true, isExcluded: false, tags: [1, 9], note: 'gripper slipped' },
      { episode: 0, isFlagged: false, isExcluded: true, tags: [], note: '', trim: undefined },
    ],
  })
  expect(first.told).toEqual([marked])
  // What is not named stays; what is taken away is told as well.
  const less = await first.set(place.id, [
    { episode: 2, tags: [] },
    { episode: 0, isExcluded: false },
  ])
  expect(less.marks).toMatchObject([
    { episode: 2, isFlagged: true, tags: [], note: 'gripper slipped' },
    { episode: 0, isExcluded: false },
  ])
  first.end()
  expect(await compareTrees(fixture('pick_a'), dataset)).toMatchObject({ kind: 'identical' })

  const copy = join(dir, 'copy')
  await cp(dataset, copy, { recursive: true })
  const second = start(join(dir, 'home'))
  onTestFinished(second.end)
  const kept = [
    { episode: 2, isFlagged: true, isExcluded: false, tags: [], note: 'gripper slipped', trim: undefined },
  ]
  expect((await second.review.list(place.id)).marks).toEqual(kept)
  const copied = await second.places.admit(copy)
  expect((await second.review.list(copied.id)).marks).toEqual(kept)
  await appendFile(join(copy, 'meta/info.json'), ' ')
  expect((await second.review.list(copied.id)).marks).toEqual([])
})

it('refuses marks that were made for what the dataset was', async () => {
  const dir = await scratchDir()
  const dataset = join(dir, 'pick_a')
  await cp(fixture('pick_a'), dataset, { recursive: true })
  const { review, set, places, end } = start(join(dir, 'home'))
  onTestFinished(end)
  const place = (await places.admit(dataset)).id
  const { fingerprint } = await set(place, [{ episode: 0, isFlagged: true }])
  await appendFile(join(dataset, 'meta/info.json'), ' ')
  await expect(
    review.set(place, { fingerprint, changes: [{ episode: 1, isExcluded: true }] }),
  ).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
  expect((await review.list(place)).marks).toEqual([])
})

it('tells which sources of a merge lose episodes, and which', async () => {
  const dir = await scratchDir()
  const { review, set, places, end } = start(dir)
  onTestFinished(end)
  const admitted = await Promise.all(['pick_a', 'pick_b'].map((name) => places.admit(fixture(name))))
  const [a, b] = admitted.map(({ id }) => id)
  const none = await places.admit(dir)
  expect(await review.sources([a!, b!])).toEqual({ losing: [], earlier: [], unread: [] })
  await set(a!, [
    { episode: 1, isExcluded: true },
    // Not there: nothing is left out for it.
    { episode: 77, isExcluded: true },
  ])
  expect(await review.sources([b!, none.id, a!, a!])).toEqual({
    losing: [{ place: a, kept: [0, 2], excluded: [1], trims: [] }],
    earlier: [],
    // It is no dataset.
    unread: [none.id],
  })
  await set(a!, [
    { episode: 2, trim: { from: 3, to: 9 } },
    { episode: 1, trim: { from: 1, to: 2 } },
    { episode: 77, trim: { from: 1, to: 2 } },
  ])
  expect((await review.sources([a!])).losing).toEqual([
    { place: a, kept: [0, 2], excluded: [1], trims: [{ episode: 2, from: 3, to: 9 }] },
  ])
  expect((await set(a!, [{ episode: 2, trim: null }])).marks).toMatchObject([{ trim: undefined }])
})

it('knows the review of what a dataset was before it changed, until somebody decides about it', async () => {
  const dir = await scratchDir()
  const dataset = join(dir, 'day')
  /** Lets a dataset be there that was recorded or merged elsewhere. */
  const put = async (from: string) => {
    await rm(dataset, { recursive: true, force: true })
    await cp(from, dataset, { recursive: true })
  }
  await put(fixture('pick_a'))
  const { review, set, places, end } = start(join(dir, 'home'))
  onTestFinished(end)
  const place = (await places.admit(dataset)).id
  await set(place, [
    { episode: 0, isExcluded: true, note: 'late' },
    { episode: 2, trim: { from: 3, to: 9 } },
  ])
  expect((await review.list(place)).earlier).toBeUndefined()

  // The same two episodes, another one between them, and one more.
  await put((await merge(['pick_a', 'pick_b'], { episodes: [[0, 2], undefined] })).dir)
  const { marks, earlier, fingerprint } = await review.list(place)
  expect(marks).toEqual([])
  expect(earlier).toEqual({
    marks: [{ ...unmarked(0), isExcluded: true, note: 'late' }],
    leftOut: [{ marks: { ...unmarked(2), trim: { from: 3, to: 9 } }, was: 50, is: 30 }],
  })
  expect((await review.sources([place])).earlier).toEqual([{ place, excluded: 1, trimmed: 1 }])

  await review.set(place, { fingerprint, changes: [{ episode: 1, isFlagged: true }] })
  expect((await review.list(place)).earlier).toEqual(earlier)
  await review.set(place, { fingerprint, changes: [], settles: true })
  expect((await review.list(place)).earlier).toBeUndefined()
  expect((await review.sources([place])).earlier).toEqual([])
  await review.set(place, { fingerprint, changes: [], settles: false })
  expect((await review.list(place)).earlier).toEqual(earlier)
  await review.set(place, { fingerprint, changes: [{ episode: 1, isFlagged: false }], settles: true })

  // Somebody began anew, and marked nothing.
  await put(fixture('pick_b'))
  expect((await review.list(place)).earlier).toBeUndefined()
})

it('suspects episodes that are in twice, and says of which; nothing in a good dataset', async () => {
  const { dir } = await merge(['pick_a', 'pick_b', 'pick_a'])
  const { review, places, reader, end } = start(await scratchDir())
  onTestFinished(end)
  const good = await places.admit(fixture('pick_a'))
  expect(await review.suspicions(good.id)).toEqual([])
  const place = await places.admit(dir)
  expect(await review.suspicions(place.id)).toEqual(
    [0, 1, 2].map((of) => ({ episode: 5 + of, reasons: [{ kind: 'duplicate', of }] })),
  )
  const index = await reader.request('index', { path: dir })
  expect(index.episodes).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(index.lengths.slice(5)).toEqual(index.lengths.slice(0, 3))
  expect(index.tasks.map((list) => index.taskLists[list]?.[0])[0]).toBe('Pick the red cube')
  expect(index.files.every((file) => index.paths[file]?.startsWith('data/chunk-000/'))).toBe(true)
})
