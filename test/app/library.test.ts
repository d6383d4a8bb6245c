import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import type { DatasetSummary } from '#shared/model/dataset.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { DATABASE_FILE, openDatabase } from '#main/services/database.ts'
import { Events } from '#main/services/events.ts'
import { Library } from '#main/services/library.ts'
import { Places } from '#main/services/places.ts'
import { Reader } from '#main/services/reader.ts'

interface Opened {
  readonly library: Library
  readonly places: Places
  /** What the events told, by folder. */
  readonly told: ReadonlyMap<string, DatasetSummary>
  readonly requests: string[]
}

/** A library in a home, as the application makes it. */
function open(home: string, served?: readonly string[], pollMs?: number): Opened {
  const db = openDatabase(home, { patienceMs: 50 })
  const events = new Events()
  const requests: string[] = []
  const places = new Places(db, served)
  const noting = (reader: Reader): Reader => {
    const request = reader.request.bind(reader)
    reader.request = (name, input, options) => {
      requests.push(name)
      return request(name, input, options)
    }
    return reader
  }
  const reader = noting(new Reader({ fork: forkNode }))
  const background = noting(new Reader({ fork: forkNode }))
  const library = new Library({ db, places, events, reader, background, pollMs })
  const told = new Map<string, DatasetSummary>()
  events.subscribe((event) => {
    if (event.name !== 'library.changed') return
    for (const dataset of event.data.changed) told.set(dataset.folder, dataset)
    for (const id of event.data.removed)
      for (const [folder, { place }] of told) if (place.id === id) told.delete(folder)
  })
  onTestFinished(() => {
    library.close()
    reader.close()
    background.close()
    db.close()
  })
  return { library, places, told, requests }
}

async function until(isSo: () => boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 20_000, interval: 20 }).toBe(true)
}

const isGood = ({ health }: DatasetSummary): boolean => health.state === 'good'

describe('the library', () => {
  it('finds datasets below a root, not in them, not in what is unfinished, hidden or linked', async () => {
    const root = await scratchDir()
    await cp(fixture('pick_a'), join(root, 'lab/monday/pick_a'), { recursive: true })
    await cp(fixture('pick_b'), join(root, 'pick_b'), { recursive: true })
    await cp(fixture('pick_b'), join(root, 'pick_b/extra/inside'), { recursive: true })
    await cp(fixture('pick_b'), join(root, 'week.partial-1234/dataset'), { recursive: true })
    await cp(fixture('pick_b'), join(root, '.cache/pick_b'), { recursive: true })
    await symlink(root, join(root, 'lab/circle'))
    await symlink(fixture('pick_c'), join(root, 'out'))
    await mkdir(join(root, 'broken/meta'), { recursive: true })
    await writeFile(join(root, 'broken/meta/info.json'), '{')
    await mkdir(join(root, 'lost/data'), { recursive: true })
    await mkdir(join(root, 'lost/meta'))
    const { library, places, told } = open(await scratchDir())
    const added = await library.addRoot((await places.admit(root)).id)
    expect(added).toMatchObject({ isFixed: false, error: undefined })
    await library.settled()
    const { datasets, isScanning } = library.list()
    expect(isScanning).toBe(false)
    expect(datasets.map(({ folder }) => folder).sort()).toEqual([
      'broken',
      'lab/monday/pick_a',
      'lost',
      'pick_b',
    ])
    expect(datasets.find(({ folder }) => folder === 'pick_b')?.facts).toMatchObject({ episodes: 2, fps: 30 })
    await until(() =>
      datasets.every(({ folder }) => (told.get(folder)?.health.state ?? 'unchecked') !== 'unchecked'),
    )
    expect(told.get('broken')?.health).toMatchObject({ state: 'unreadable', error: { code: 'JSON_INVALID' } })
    expect(told.get('lost')?.health).toMatchObject({ state: 'unreadable' })
    expect(told.get('pick_b')?.health.state).toBe('good')
    expect(library.roots()).toMatchObject([{ datasets: 4 }])
  })

  it('knows at once what it knew, and reads only what changed', async () => {
    const root = await scratchDir()
    const home = await scratchDir()
    await cp(fixture('pick_a'), join(root, 'a'), { recursive: true })
    await cp(fixture('pick_b'), join(root, 'b'), { recursive: true })
    const first = open(home)
    await first.library.addRoot((await first.places.admit(root)).id)
    await until(() => [...first.told.values()].filter(isGood).length === 2)
    first.library.close()
    const second = open(home)
    expect(
      second.library
        .list()
        .datasets.filter(isGood)
        .map(({ folder }) => folder),
    ).toEqual(['a', 'b'])
    await second.library.settled()
    expect(second.requests.filter((name) => name === 'summaries')).toEqual([])
    await until(() => second.requests.filter((name) => name === 'health').length === 2)
    expect(second.library.list().datasets.map(({ place }) => place)).toEqual(
      first.library.list().datasets.map(({ place }) => place),
    )
  })

  it('sees datasets come, change and go', async () => {
    const root = await scratchDir()
    await mkdir(join(root, 'lab'))
    const { library, places, told } = open(await scratchDir(), undefined, 50)
    await library.addRoot((await places.admit(root)).id)
    await library.settled()
    await cp(fixture('pick_a'), join(root, 'lab/new/pick_a'), { recursive: true })
    await until(() => told.get('lab/new/pick_a')?.health.state === 'good')
    await writeFile(join(root, 'lab/new/pick_a/meta/info.json'), '{')
    await until(() => told.get('lab/new/pick_a')?.health.state === 'unreadable')
    await rename(join(root, 'lab/new/pick_a'), join(root, 'pick_a'))
    await until(() => told.has('pick_a') && !told.has('lab/new/pick_a'))
    await rm(join(root, 'pick_a'), { recursive: true })
    await until(() => told.size === 0)
    // A folder of the same name is another folder.
    await rm(join(root, 'lab'), { recursive: true })
    await mkdir(join(root, 'lab'))
    await cp(fixture('pick_b'), join(root, 'lab/pick_b'), { recursive: true })
    await until(() => told.get('lab/pick_b')?.health.state === 'good')
    await rm(root, { recursive: true })
    await until(() => library.roots()[0]?.error?.code === 'FILE_MISSING')
    expect(library.list().datasets).toEqual([])
    // As a disk that is connected again.
    await cp(fixture('pick_b'), join(root, 'pick_b'), { recursive: true })
    await until(() => told.get('pick_b')?.health.state === 'good')
    expect(library.roots()).toMatchObject([{ datasets: 1, error: undefined }])
  })

  it('checks again what was damaged while it was being copied', async () => {
    const root = await scratchDir()
    await cp(join(fixture('pick_a'), 'meta'), join(root, 'a/meta'), { recursive: true })
    const { library, places, told } = open(await scratchDir())
    await library.addRoot((await places.admit(root)).id)
    await until(() => told.get('a')?.health.state === 'damaged')
    await cp(fixture('pick_a'), join(root, 'a'), {
      recursive: true,
      filter: (path) => !path.endsWith('/meta'),
    })
    await until(() => told.get('a')?.health.state === 'good')
  })

  it('lists served folders as roots that stay, and nothing outside of them', async () => {
    const root = await scratchDir()
    await cp(fixture('pick_a'), join(root, 'served/a'), { recursive: true })
    await cp(fixture('pick_b'), join(root, 'secret/b'), { recursive: true })
    const home = await scratchDir()
    const desktop = open(home)
    await desktop.library.addRoot((await desktop.places.admit(join(root, 'secret'))).id)
    await desktop.library.settled()
    const { place } = desktop.library.list().datasets[0]!
    await desktop.library.open(place.id)
    const served = open(home, [join(root, 'served')])
    expect(served.library.roots()).toMatchObject([{ isFixed: true, place: { name: 'served' } }])
    await served.library.settled()
    expect(served.library.list().datasets.map(({ folder }) => folder)).toEqual(['a'])
    expect(await served.library.recents()).toEqual([])
    await expect(served.library.open(place.id)).rejects.toMatchObject({ code: 'PLACE_OUTSIDE' })
    const [fixed] = served.library.roots()
    expect(() => {
      served.library.removeRoot(fixed!.place.id)
    }).toThrow(/stays/)
  })

  it('opens a dataset that is below no root, and remembers it', async () => {
    const { library, places } = open(await scratchDir())
    const { id } = await places.admit(fixture('pick_a'))
    const details = await library.open(id)
    expect(details).toMatchObject({
      summary: { place: { id }, health: { state: 'good' } },
      tasks: ['Pick the red cube', 'Place it in the bin'],
    })
    expect(details.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(details.features.map(({ name }) => name)).toContain('action')
    expect((await library.recents()).map(({ place }) => place.id)).toEqual([id])
    expect(library.list().datasets).toEqual([])
  })

  it('opens a dataset while another program holds the database', async () => {
    const home = await scratchDir()
    const { library, places } = open(home)
    const { id } = await places.admit(fixture('pick_a'))
    const other = new BetterSqlite3(join(home, DATABASE_FILE))
    other.exec('BEGIN IMMEDIATE')
    expect((await library.open(id)).summary.health.state).toBe('good')
    expect(await library.recents()).toEqual([])
    other.exec('ROLLBACK')
    other.close()
    await library.open(id)
    expect((await library.recents()).map(({ place }) => place.id)).toEqual([id])
  })

  it('begins anew after another program held the database with the first question', async () => {
    const [root, home] = [await scratchDir(), await scratchDir()]
    await cp(fixture('pick_b'), join(root, 'b'), { recursive: true })
    const first = open(home)
    await first.library.addRoot((await first.places.admit(root)).id)
    await first.library.settled()
    first.library.close()
    const { library } = open(home)
    const other = new BetterSqlite3(join(home, DATABASE_FILE))
    other.exec('BEGIN IMMEDIATE')
    expect(() => library.list()).toThrow(/another program holds/)
    other.exec('ROLLBACK')
    other.close()
    expect(library.list()).toMatchObject({ datasets: [{ folder: 'b' }], isScanning: true })
    await library.settled()
  })
})
