import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { AppError, EngineError } from '#shared/errors.ts'
import { DATABASE_FILE, hasDatabase, openDatabase } from '#main/services/database.ts'
import { migrations } from '#main/services/database/migrations.ts'
import { History } from '#main/services/history.ts'
import { anotherProcess } from '../support/another-process.ts'
import { database } from '../support/home.ts'
import { errorOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const APPLICATION_ID = 0x45706973

/** A database as version `version` of Episplice left it, with a row in every table that it had. */
function databaseOfVersion(home: string, version: number): void {
  const raw = new BetterSqlite3(join(home, DATABASE_FILE))
  for (const step of migrations.slice(0, version)) raw.exec(step)
  if (version > 0) raw.pragma(`application_id = ${APPLICATION_ID}`)
  raw.pragma(`user_version = ${version}`)
  for (const rows of contents.slice(0, version)) raw.exec(rows)
  raw.close()
}

/** What was in a database when version `k + 1` was the newest: a step for each migration. */
const contents: readonly string[] = [
  `
  INSERT INTO places VALUES ('aaaaaaaaaaaaaaaaaaaaaaaa', '/data/monday');
  INSERT INTO settings VALUES ('theme', '"dark"');
  INSERT INTO remembered VALUES ('window', '{}');
  INSERT INTO roots VALUES ('/data', 1);
  INSERT INTO recents VALUES ('/data/monday', 2);
  INSERT INTO datasets VALUES ('/data/monday', 'signature', '{}');
  INSERT INTO flags VALUES ('fingerprint', 3, 'note', 'blurred', 4);
  INSERT INTO merges (name, output_path, recipe, version, asked_by, verify, started_ms, process, status, seconds,
    episodes, frames, bytes)
  VALUES ('week', '/data/week', '{"episplice":"recipe/1","sources":[{"path":"/data/monday","name":"monday",
    "fingerprint":"f"}],"options":{}}', '0.1.0', 'app', 1, 1000, '{"pid":1,"host":"elsewhere","started":""}',
    'succeeded', 1.5, 3, 90, 4096);
  INSERT INTO merge_sources VALUES (1, 0, '/data/monday', 'monday', 'f', 3, NULL, NULL);
  INSERT INTO merge_events (merge, at_ms, kind, message) VALUES (1, 1000, 'started', 'one dataset');
  `,
  `
  INSERT INTO flags VALUES ('fingerprint', 3, 'trim', '4-20', 5);
  `,
  `
  INSERT INTO inspections VALUES ('fingerprint', 1, '[]', 5);
  `,
  "INSERT INTO merge_events (merge, at_ms, kind, message) VALUES (1, 2000, 'repaired', 'left out 3 frames');",
  `
  INSERT INTO reviews VALUES ('/data/monday', 'fingerprint', 4, 5, 0);
  INSERT INTO marked_episodes VALUES ('fingerprint', 3, 40);
  `,
]

function schemaOf(home: string): unknown[] {
  const raw = new BetterSqlite3(join(home, DATABASE_FILE), { readonly: true })
  const schema = raw.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
  raw.close()
  return schema
}

describe('migrations', () => {
  it('have a database to start from for every version', () => {
    expect(contents).toHaveLength(migrations.length)
  })

  it.each(migrations.map((_, version) => version))(
    'lead from version %i to the newest, keeping what was there',
    async (version) => {
      const [home, fresh] = [await scratchDir(), await scratchDir()]
      databaseOfVersion(home, version)
      const db = await database(home)
      await database(fresh)
      expect(schemaOf(home)).toEqual(schemaOf(fresh))
      expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length })
      const { total } = new History(db).list({ from: 0, count: 10 })
      expect(total).toBe(version > 0 ? 1 : 0)
      expect(db.prepare("SELECT count(*) AS notes FROM flags WHERE kind = 'note'").get()).toEqual({
        notes: version > 0 ? 1 : 0,
      })
    },
  )

  it('leave a database of this version as it is, and its entries readable', async () => {
    const home = await scratchDir()
    databaseOfVersion(home, migrations.length)
    const history = new History(await database(home))
    expect(history.get(history.list({ from: 0, count: 1 }).merges[0]!.id)).toMatchObject({
      name: 'week',
      seconds: 1.5,
      mergeSources: [{ name: 'monday', episodesTotal: 3 }],
      events: [{ kind: 'started' }, { kind: 'repaired' }],
    })
  })

  it('are undone as a whole when one fails', async () => {
    const home = await scratchDir()
    const raw = new BetterSqlite3(join(home, DATABASE_FILE))
    raw.pragma(`application_id = ${APPLICATION_ID}`)
    raw.exec('CREATE TABLE merge_events (surprise TEXT)')
    raw.close()
    expect(() => openDatabase(home)).toThrow(/already exists/)
    expect(schemaOf(home)).toMatchObject([{ name: 'merge_events' }])
  })
})

/** The EngineError that is thrown. */
function refusal(work: () => unknown): Promise<EngineError> {
  return errorOf(Promise.resolve().then(work))
}

describe('a database that cannot be used', () => {
  it('locked: waits, then says that another program holds it', async () => {
    const home = await scratchDir()
    await anotherProcess('hold', home)
    const startedMs = Date.now()
    const error = await refusal(() => openDatabase(home, { patienceMs: 300 }))
    expect(error.code).toBe('DATABASE_LOCKED')
    expect(error.message).toContain(join(home, DATABASE_FILE))
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(280)
  })

  it('locked later: every statement says so', async () => {
    const home = await scratchDir()
    const db = await database(home, { patienceMs: 100 })
    const other = new BetterSqlite3(join(home, DATABASE_FILE))
    other.exec('BEGIN IMMEDIATE')
    const error = await refusal(() => db.prepare("INSERT INTO settings VALUES ('theme', '1')").run())
    expect(error.code).toBe('DATABASE_LOCKED')
    other.close()
  })

  it('newer: is left exactly as it is', async () => {
    const home = await scratchDir()
    openDatabase(home).close()
    const path = join(home, DATABASE_FILE)
    const raw = new BetterSqlite3(path)
    raw.pragma(`user_version = ${migrations.length + 1}`)
    raw.close()
    const before = readFileSync(path)
    const error = await refusal(() => openDatabase(home))
    expect(error.code).toBe('DATABASE_NEWER')
    expect(error.hint).toContain('Update')
    expect(readFileSync(path)).toEqual(before)
  })

  it.each(['folder', 'file'])('read-only %s: says so, with a way out', async (what) => {
    const home = join(await scratchDir(), 'home')
    openDatabase(home).close()
    chmodSync(join(home, '..'), 0o755)
    chmodSync(home, 0o755)
    if (what === 'folder') chmodSync(home, 0o555)
    else chmodSync(join(home, DATABASE_FILE), 0o444)
    const { line } = await anotherProcess('open', home)
    const error = JSON.parse(line) as AppError
    expect(error.code).toBe('DATABASE_READ_ONLY')
    expect(error.hint).toContain('EPISPLICE_HOME')
    chmodSync(home, 0o755)
  })

  it.each(['folder', 'file'])(
    'read-only %s: a copy is looked into, with what was written last',
    async (what) => {
      const home = join(await scratchDir(), 'home')
      // Stays, so that the merge is in the write-ahead log only.
      await anotherProcess('merge', home)
      chmodSync(join(home, '..'), 0o755)
      chmodSync(home, what === 'folder' ? 0o555 : 0o777)
      for (const file of readdirSync(home)) chmodSync(join(home, file), 0o444)
      const before = readFileSync(join(home, DATABASE_FILE))
      const { line } = await anotherProcess('look', home)
      expect(JSON.parse(line)).toEqual({ names: ['forgotten', 'killed'], notices: ['DATABASE_READ_ONLY'] })
      expect(readFileSync(join(home, DATABASE_FILE))).toEqual(before)
      chmodSync(home, 0o755)
    },
  )

  it('says so when the home is a file', async () => {
    const home = join(await scratchDir(), 'home')
    writeFileSync(home, '')
    expect((await refusal(() => openDatabase(home))).code).toBe('DATABASE_READ_ONLY')
  })
})

/** A database of many pages, closed. */
async function fullHome(): Promise<string> {
  const home = await scratchDir()
  const db = openDatabase(home)
  db.transaction(() => {
    for (let i = 0; i < 500; i++)
      db.prepare('INSERT INTO places VALUES (?, ?)').run(
        `${i}`.padStart(24, '0'),
        `/data/${'x'.repeat(200)}${i}`,
      )
  })
  db.close()
  return home
}

describe('a damaged database', () => {
  const damages: Record<string, (path: string) => void> = {
    'of no database at all': (path) => {
      writeFileSync(path, 'this is a letter to my grandmother, not a database\n'.repeat(50))
    },
    'cut off': (path) => {
      truncateSync(path, Math.floor(statSync(path).size / 2))
    },
    'overwritten in the middle': (path) => {
      const bytes = readFileSync(path)
      bytes.fill(0x5a, 8192, bytes.length - 8192)
      writeFileSync(path, bytes)
    },
    'of another program': (path) => {
      writeFileSync(path, '')
      const raw = new BetterSqlite3(path)
      raw.exec('CREATE TABLE bookmarks (url TEXT)')
      raw.close()
    },
  }

  it.each(Object.entries(damages))('%s is set aside untouched, and a new one begins', async (_, damage) => {
    const home = await fullHome()
    const path = join(home, DATABASE_FILE)
    damage(path)
    const damaged = readFileSync(path)
    const notices: AppError[] = []
    const db = await database(home, { onNotice: (notice) => notices.push(notice) })
    expect(new History(db).list({ from: 0, count: 1 }).total).toBe(0)
    expect(readFileSync(join(home, 'history.corrupt-1.db'))).toEqual(damaged)
    expect(notices).toMatchObject([{ code: 'DATABASE_CORRUPT' }])
    expect(notices[0]!.message).toContain('history.corrupt-1.db')
  })

  it('takes its companions with it', async () => {
    const home = await scratchDir()
    writeFileSync(join(home, DATABASE_FILE), 'x'.repeat(5000))
    writeFileSync(join(home, `${DATABASE_FILE}-wal`), 'what was written last')
    await database(home)
    expect(readFileSync(join(home, 'history.corrupt-1.db-wal'), 'utf8')).toBe('what was written last')
  })

  it('never takes the name of an earlier one', async () => {
    const home = await scratchDir()
    for (const content of ['first', 'second', 'third']) {
      writeFileSync(join(home, DATABASE_FILE), content.repeat(1000))
      openDatabase(home).close()
    }
    expect(readdirSync(home).sort()).toEqual([
      'history.corrupt-1.db',
      'history.corrupt-2.db',
      'history.corrupt-3.db',
      'history.db',
    ])
    expect(readFileSync(join(home, 'history.corrupt-2.db'), 'utf8')).toContain('second')
  })

  it('is set aside once when several processes find it at the same moment', async () => {
    const home = await scratchDir()
    chmodSync(home, 0o777)
    writeFileSync(join(home, DATABASE_FILE), 'damaged'.repeat(1000), { mode: 0o666 })
    chmodSync(join(home, DATABASE_FILE), 0o666)
    const lines = await Promise.all(Array.from({ length: 4 }, () => anotherProcess('open', home)))
    expect(lines.map(({ line }) => line)).toEqual(['{}', '{}', '{}', '{}'])
    expect(readdirSync(home).filter((name) => name.includes('corrupt'))).toEqual(['history.corrupt-1.db'])
  })

  it('does not wait forever for a process that died while setting aside', async () => {
    const home = await scratchDir()
    const path = join(home, DATABASE_FILE)
    writeFileSync(path, 'damaged'.repeat(1000))
    const lock = `${path}.setting-aside`
    mkdirSync(lock)
    const { utimesSync } = await import('node:fs')
    utimesSync(lock, 0, 0)
    await database(home)
    expect(existsSync(lock)).toBe(false)
    expect(existsSync(join(home, 'history.corrupt-1.db'))).toBe(true)
  })
})

it('takes what two processes write at once, and loses nothing', async () => {
  const home = await scratchDir()
  openDatabase(home).close()
  const writers = await Promise.all([1, 2].map(() => anotherProcess('write', home, '60')))
  expect(await Promise.all(writers.map(({ exited }) => exited))).toEqual([0, 0])
  const history = new History(await database(home))
  const { total, merges } = history.list({ from: 0, count: 1000 })
  expect(total).toBe(120)
  expect(new Set(merges.map(({ id }) => id)).size).toBe(120)
  expect(merges.every(({ status, sources }) => status === 'cancelled' && sources === 1)).toBe(true)
})

it('refuses a Node that SQLite would take down', () => {
  expect(hasDatabase('9')).toBe(false)
  expect(hasDatabase('10')).toBe(true)
})

it('survives a copy of its file made while it was closed', async () => {
  const [home, other] = [await fullHome(), await scratchDir()]
  copyFileSync(join(home, DATABASE_FILE), join(other, DATABASE_FILE))
  const db = await database(other)
  expect(db.prepare('SELECT count(*) AS n FROM places').get()).toEqual({ n: 500 })
})
