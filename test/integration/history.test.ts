import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DatasetDigests } from '#engine/index.ts'
import { mergeId, type MergeId } from '#shared/model/history.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { databaseError } from '#main/services/database/failures.ts'
import { Events } from '#main/services/events.ts'
import { History } from '#main/services/history.ts'
import { ownIdentity } from '#engine/io/process-identity.ts'
import type { NewMerge } from '#main/services/history/records.ts'
import { anotherProcess } from '../support/another-process.ts'
import { database } from '../support/home.ts'
import { scratchDir } from '../support/scratch.ts'

function week(change: Partial<NewMerge> = {}): NewMerge {
  return {
    recipe: {
      episplice: 'recipe/1',
      sources: [
        { path: '/data/monday', name: 'monday', fingerprint: 'old' },
        { path: '/data/tuesday', name: 'tuesday', fingerprint: 'same', episodes: [2, 0] },
      ],
      options: mergeOptionsSchema.parse({}),
    },
    outputPath: '/data/week',
    verify: true,
    version: '1.2.3',
    by: 'app',
    ...change,
  }
}

const digests = (fingerprint: string, episodes: number): DatasetDigests => ({
  fingerprint,
  traits: { fps: 30, features: 'f' },
  episodes: Array.from({ length: episodes }, (_, i) => `${i}`.padStart(16, 'e')),
})

const verification = { episodes: 5, frames: 150, checks: 40, failures: [], against: 'sources' } as const
const succeeded = { status: 'succeeded', episodes: 5, frames: 150, bytes: 9, verification } as const

describe('an entry', () => {
  it('is what was asked for, what was found, and how it ended', async () => {
    let now = 1_000_000
    const history = new History(await database(), undefined, () => now)
    const id = history.start(week())
    expect(history.get(id)).toMatchObject({ status: 'running', seconds: undefined, verified: false })
    history.addDigests(id, [digests('new', 4), digests('same', 3)])
    history.addEvent(id, 'warning', 'robots differ')
    now += 2500
    const comparison = { kind: 'identical', files: 8, bytes: 9 } as const
    expect(history.finish(id, { ...succeeded, comparison })).toBe(true)
    const entry = history.get(id)
    expect(entry).toMatchObject({
      id,
      name: 'week',
      outputPath: '/data/week',
      status: 'succeeded',
      startedMs: 1_000_000,
      seconds: 2.5,
      sources: 2,
      episodes: 5,
      frames: 150,
      bytes: 9,
      by: 'app',
      again: undefined,
      version: '1.2.3',
      verify: true,
      verified: true,
      verification,
      comparison,
    })
    // The recipe says what was merged, not what was there when it was queued.
    expect(entry.recipe.sources.map(({ fingerprint }) => fingerprint)).toEqual(['new', 'same'])
    expect(entry.mergeSources).toMatchObject([
      {
        path: '/data/monday',
        fingerprint: 'new',
        episodesTotal: 4,
        episodes: undefined,
        digests: digests('new', 4),
      },
      { path: '/data/tuesday', fingerprint: 'same', episodesTotal: 3, episodes: [2, 0] },
    ])
    expect(entry.events.map(({ kind }) => kind)).toEqual(['started', 'warning', 'succeeded', 'compared'])
  })

  it('counts all that differs from the earlier result; one of before has what it told', async () => {
    const db = await database()
    const history = new History(db)
    const told = { changed: ['a', 'b'], added: ['c'], removed: [] }
    const counts = { changed: 1500, added: 1, removed: 0 }
    const comparison = { kind: 'different', counts, ...told } as const
    const id = history.start(week())
    history.finish(id, { ...succeeded, comparison })
    expect(history.get(id).comparison).toEqual(comparison)
    expect(history.get(id).events.at(-1)?.message).toBe(
      'differs from the earlier result: 1500 files changed, 1 file new, the first is a',
    )
    const before = history.start(week())
    db.prepare("UPDATE merges SET status = 'succeeded', comparison = ? WHERE id = ?").run(
      JSON.stringify({ kind: 'different', ...told }),
      before,
    )
    expect(history.get(before).comparison).toEqual({
      ...comparison,
      counts: { changed: 2, added: 1, removed: 0 },
    })
  })

  it('keeps why it failed, and that it was cancelled', async () => {
    const history = new History(await database())
    const failed = history.start(week())
    const error = {
      code: 'NO_SPACE',
      message: 'no space left',
      hint: 'Free some',
      details: { path: '/d' },
    } as const
    history.finish(failed, { status: 'failed', error })
    expect(history.get(failed)).toMatchObject({ status: 'failed', error, episodes: undefined })
    const cancelled = history.start(week({ again: failed, by: 'command-line' }))
    history.finish(cancelled, { status: 'cancelled' })
    const waited = history.start(week())
    history.finish(waited, succeeded, 12)
    expect(history.get(waited).seconds).toBe(12)
    expect(history.get(cancelled)).toMatchObject({ status: 'cancelled', again: failed, by: 'command-line' })
  })

  it('ends once', async () => {
    const history = new History(await database())
    const id = history.start(week())
    expect(history.finish(id, { status: 'cancelled' })).toBe(true)
    expect(history.finish(id, succeeded)).toBe(false)
    expect(history.get(id).status).toBe('cancelled')
  })

  it('that does not exist is refused by number', async () => {
    const history = new History(await database())
    expect(() => history.get(mergeId.parse(7))).toThrow(/no entry 7/)
  })

  it('with damaged content is refused, and the others are still listed', async () => {
    const db = await database()
    const history = new History(db)
    const [good, bad] = [history.start(week()), history.start(week({ outputPath: '/data/bad' }))]
    db.prepare("UPDATE merges SET status = 'failed', error = '{' WHERE id = ?").run(bad)
    expect(() => history.get(bad)).toThrow(/entry 2 of the history is damaged/)
    expect(history.list({ from: 0, count: 10 }).total).toBe(2)
    expect(history.get(good).name).toBe('week')
  })
})

it.each([
  'DELETE FROM merges',
  'DELETE FROM merge_sources',
  'DELETE FROM merge_events',
  "UPDATE merges SET name = 'other'",
  "UPDATE merges SET status = 'running'",
  "UPDATE merges SET error = '{}'",
  "UPDATE merge_sources SET path = '/elsewhere'",
  'UPDATE merge_sources SET digests = NULL',
  "UPDATE merge_events SET message = 'nothing'",
])('the database itself refuses: %s', async (sql) => {
  const db = await database()
  const history = new History(db)
  const id = history.start(week())
  history.addDigests(id, [digests('a', 1), digests('b', 1)])
  history.finish(id, succeeded)
  expect(() => db.prepare(sql).run()).toThrow(/only ever added to/)
})

describe('the list', () => {
  it('is newest first, in pages', async () => {
    const history = new History(await database())
    for (let i = 1; i <= 25; i++) history.start(week({ outputPath: `/data/week-${i}` }))
    const page = history.list({ from: 10, count: 10 })
    expect(page.total).toBe(25)
    expect(page.merges.map(({ name }) => name)).toEqual(
      Array.from({ length: 10 }, (_, i) => `week-${15 - i}`),
    )
    expect(history.list({ from: 25, count: 10 })).toEqual({ total: 25, merges: [] })
  })

  it('finds by all words: results, sources, status; wildcards mean themselves', async () => {
    const history = new History(await database())
    const one = history.start(week({ outputPath: '/data/Pick_100%' }))
    const two = history.start(week({ outputPath: '/data/place' }))
    history.finish(two, { status: 'cancelled' })
    const found = (search: string): MergeId[] =>
      history.list({ from: 0, count: 10, search }).merges.map(({ id }) => id)
    expect(found('pick')).toEqual([one])
    expect(found('100%')).toEqual([one])
    expect(found('10_%')).toEqual([])
    expect(found('_')).toEqual([one])
    expect(found('tuesday')).toEqual([two, one])
    expect(found('tuesday canc')).toEqual([two])
    expect(found('  place   running ')).toEqual([])
    expect(found("'; DROP TABLE merges; --")).toEqual([])
    expect(found('\\')).toEqual([])
  })
})

describe('a merge whose process died', () => {
  it('is interrupted for whoever comes next, until that is acknowledged', async () => {
    const home = await scratchDir()
    const { child, exited } = await anotherProcess('merge', home)
    const db = await database(home)
    expect(new History(db).interrupted()).toEqual([])
    child.kill('SIGKILL')
    await exited
    const events = new Events()
    const told: unknown[] = []
    events.subscribe((event) => told.push(event.data))
    const history = new History(db, events)
    const [merge] = history.interrupted()
    expect(merge).toMatchObject({ name: 'killed', status: 'interrupted' })
    expect(told).toEqual([{ merge: merge!.id }])
    expect(history.get(merge!.id).events.at(-1)).toMatchObject({ kind: 'interrupted' })
    history.acknowledge([merge!.id])
    expect(history.interrupted()).toEqual([])
    expect(history.get(merge!.id).status).toBe('interrupted')
  })

  it('is not mistaken for a later process with the same number', async () => {
    const db = await database()
    const history = new History(db)
    const own = history.start(week())
    const reused = JSON.stringify({ ...ownIdentity(), started: 'another boot 1' })
    const copy = `INSERT INTO merges (name, output_path, recipe, version, asked_by, verify, started_ms, process)
      SELECT name, output_path, recipe, version, asked_by, verify, started_ms, ? FROM merges WHERE id = ?`
    db.prepare(copy).run(reused, own)
    expect(history.interrupted().map(({ id }) => id)).toEqual([own + 1])
  })

  it('on another machine is left to that machine', async () => {
    const db = await database()
    const history = new History(db)
    const own = history.start(week())
    const copy = `INSERT INTO merges (name, output_path, recipe, version, asked_by, verify, started_ms, process)
      SELECT name, output_path, recipe, version, asked_by, verify, started_ms, ? FROM merges WHERE id = ?`
    db.prepare(copy).run(JSON.stringify({ pid: 4194303, host: 'another-machine', started: '' }), own)
    expect(history.interrupted()).toEqual([])
  })

  it('cannot be acknowledged away while it runs', async () => {
    const history = new History(await database())
    const id = history.start(week())
    history.acknowledge([id, mergeId.parse(999)])
    expect(history.get(id).status).toBe('running')
  })
})

it('tells what another process writes', async () => {
  const home = await scratchDir()
  const events = new Events()
  const history = new History(await database(home), events)
  const told = new Promise((resolve) => {
    events.subscribe((event) => {
      resolve(event)
    })
  })
  const stop = history.watch(20)
  const other = new History(await database(home))
  const id = other.start(week())
  expect(await told).toMatchObject({ name: 'history.changed', data: { merge: id } })
  stop()
})

it('tells once of a disk that fails, and what another process wrote when it works again', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const home = await scratchDir()
  const db = await database(home)
  const events = new Events()
  const told: unknown[] = []
  events.subscribe(({ name, data }) => told.push([name, data]))
  const failing = vi.spyOn(db, 'dataVersion')
  onTestFinished(new History(db, events).watch(1000))
  const fail = () => {
    throw databaseError(
      db.path,
      Object.assign(new Error('disk I/O error'), { name: 'SqliteError', code: 'SQLITE_IOERR_READ' }),
    )
  }
  failing.mockImplementation(fail)
  vi.advanceTimersByTime(3000)
  expect(told).toEqual([
    ['app.notice', { error: expect.objectContaining({ code: 'FILE_UNREADABLE' }) as unknown }],
  ])
  failing.mockRestore()
  const merge = new History(await database(home)).start(week())
  // It fails once more between the look and the reading.
  vi.spyOn(db, 'prepare').mockImplementationOnce(fail)
  vi.advanceTimersByTime(1000)
  expect(told).toHaveLength(1)
  vi.advanceTimersByTime(1000)
  expect(told.slice(1)).toEqual([['history.changed', { merge }]])
})
