import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { EngineError, type AppError } from '#shared/errors.ts'
import { databaseError, isBusy, isCorruption, notWritable } from './database/failures.ts'
import { memoryCopy } from './database/memory-copy.ts'
import { migrations } from './database/migrations.ts'
import { setAside } from './database/set-aside.ts'

/** The name of the database in the home folder. */
export const DATABASE_FILE = 'history.db'
/** Marks the file as ours: `Epis`. */
const APPLICATION_ID = 0x45706973
/** better-sqlite3 is built against this version of Node-API and takes older Nodes down with it. */
const NODE_API = 10

/** A value that a statement takes. */
export type SqlValue = string | number | bigint | null | Uint8Array

/** A prepared statement. Rows are unknown: parse them. */
export interface Statement {
  readonly run: (...values: SqlValue[]) => {
    readonly changes: number
    readonly lastInsertRowid: number | bigint
  }
  readonly get: (...values: SqlValue[]) => unknown
  readonly all: (...values: SqlValue[]) => unknown[]
}

/** How to open the database. */
export interface DatabaseOptions {
  /** Told when a damaged database was set aside and a new one begun, or when a copy is used. */
  readonly onNotice?: ((error: AppError) => void) | undefined
  /** How long to wait for another process that writes, milliseconds. */
  readonly patienceMs?: number | undefined
  /** Where the database can be read and not written: use a copy in memory, which is forgotten in the end. */
  readonly isCopyEnough?: boolean | undefined
}

/**
 * The application's database: one file that the application and the command line may use at the same time. What
 * SQLite throws becomes `DATABASE_LOCKED`, `DATABASE_CORRUPT`, `DATABASE_READ_ONLY` or `NO_SPACE`.
 */
export class Database {
  readonly path: string
  readonly #raw: BetterSqlite3.Database
  readonly #statements = new Map<string, Statement>()

  constructor(raw: BetterSqlite3.Database, path = raw.name) {
    this.path = path
    this.#raw = raw
  }

  /** The statement for this text, prepared once. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const raw = this.#translated(() => this.#raw.prepare<SqlValue[]>(sql))
    const statement: Statement = {
      run: (...values) => this.#translated(() => raw.run(...values)),
      get: (...values) => this.#translated(() => raw.get(...values)),
      all: (...values) => this.#translated(() => raw.all(...values)),
    }
    this.#statements.set(sql, statement)
    return statement
  }

  /** Runs `work` as one: all of it is written, or nothing when it throws. May be nested. */
  transaction<T>(work: () => T): T {
    return this.#translated(() => this.#raw.transaction(work).immediate())
  }

  /** A {@link transaction} that also survives a power failure once this returned. */
  durably<T>(work: () => T): T {
    if (this.#raw.inTransaction) return work()
    this.#raw.pragma('synchronous = FULL')
    try {
      return this.transaction(work)
    } finally {
      this.#raw.pragma('synchronous = NORMAL')
    }
  }

  /** A number that changes whenever another process wrote. */
  dataVersion(): number {
    return this.#translated(() => Number(this.#raw.pragma('data_version', { simple: true })))
  }

  close(): void {
    this.#raw.close()
  }

  #translated<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw databaseError(this.path, error)
    }
  }
}

/**
 * Opens `history.db` in the home folder, makes the folder and the file when they are not there, and brings the file to
 * the newest version. A damaged one is set aside under another name, never overwritten. Throws `DATABASE_LOCKED`,
 * `DATABASE_NEWER`, `DATABASE_READ_ONLY`, `DATABASE_CORRUPT` (cannot even be set aside), or `NOT_AVAILABLE` on a Node
 * that is too old.
 */
export function openDatabase(home: string, options: DatabaseOptions = {}): Database {
  refuseOldNode()
  const path = join(home, DATABASE_FILE)
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw notWritable(home, error)
  }
  try {
    return new Database(openRaw(path, options.patienceMs))
  } catch (error) {
    if (!isDamage(error)) return openCopy(path, databaseError(path, error), options)
  }
  const aside = setAside(path, () => isDamaged(path, options.patienceMs))
  if (aside !== undefined) options.onNotice?.(setAsideNotice(path, aside))
  try {
    return new Database(openRaw(path, options.patienceMs))
  } catch (error) {
    throw databaseError(path, error)
  }
}

/**
 * The database for looking into it and nothing else: nothing is made, brought to a newer version or set aside, and
 * nobody is waited for. Undefined where there is none, or it is not to be read as it is.
 */
export function openToLook(home: string): Database | undefined {
  const path = join(home, DATABASE_FILE)
  if (!hasDatabase() || !existsSync(path)) return undefined
  let raw: BetterSqlite3.Database | undefined
  try {
    refuseOtherFormat(path)
    // Opened only for reading, it would leave a log beside the file that nobody removes.
    raw = new BetterSqlite3(path, { fileMustExist: true, timeout: 0 })
    raw.pragma('query_only = ON')
    refuseForeign(raw, path)
    if (versionOf(raw) === migrations.length) return new Database(raw)
  } catch {
    // Damaged, held by another program, or not for us to read: whoever needs it is told.
  }
  raw?.close()
  return undefined
}

/** A copy instead of what cannot be written; throws `problem` where that is something else, or a copy is not enough. */
function openCopy(path: string, problem: unknown, { isCopyEnough, onNotice }: DatabaseOptions): Database {
  const isReadOnly = problem instanceof EngineError && problem.code === 'DATABASE_READ_ONLY'
  if (!isReadOnly || isCopyEnough !== true || !existsSync(path)) throw problem
  let copy: BetterSqlite3.Database
  try {
    copy = memoryCopy(path, openRaw)
  } catch {
    throw problem // It cannot be read either.
  }
  onNotice?.(copyNotice(path))
  return new Database(copy, path)
}

/** True where {@link openDatabase} can work at all. */
export function hasDatabase(napi: string | undefined = process.versions['napi']): boolean {
  return Number(napi) >= NODE_API
}

function refuseOldNode(): void {
  if (hasDatabase()) return
  throw new EngineError(
    'NOT_AVAILABLE',
    `the history needs Node 22.14 or newer, this is ${process.version}`,
    {
      hint: 'Everything else works. Run Episplice with a newer Node to have its history.',
    },
  )
}

/** Not a database, or not one of ours. */
class ForeignFile extends Error {}

function isDamage(error: unknown): boolean {
  return isCorruption(error) || error instanceof ForeignFile
}

function isDamaged(path: string, patienceMs: number | undefined): boolean {
  try {
    openRaw(path, patienceMs).close()
    return false
  } catch (error) {
    if (isDamage(error)) return true
    throw error
  }
}

function openRaw(path: string, patienceMs = 5000): BetterSqlite3.Database {
  refuseOtherFormat(path)
  refuseReadOnly(path)
  const raw = new BetterSqlite3(path, { timeout: patienceMs })
  try {
    // Before anything is written: a newer database stays as it is.
    refuseForeign(raw, path)
    useWriteAheadLog(raw, patienceMs)
    raw.pragma('foreign_keys = ON')
    migrate(raw)
    const problem = raw.pragma('quick_check(1)', { simple: true })
    if (problem !== 'ok') throw new ForeignFile(String(problem))
    return raw
  } catch (error) {
    raw.close()
    throw error
  }
}

/** How every SQLite file begins; one that is being made is empty. */
const MAGIC = 'SQLite format 3\0'

/** Before SQLite sees the file: when it closes one that it cannot read, it removes what was written last. */
function refuseOtherFormat(path: string): void {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return // Missing, or not for us to read: SQLite says which.
  }
  try {
    const begin = Buffer.alloc(MAGIC.length)
    const length = readSync(file, begin, 0, begin.length, 0)
    if (length > 0 && begin.toString('latin1') !== MAGIC) throw new ForeignFile(`${path} is no database`)
  } finally {
    closeSync(file)
  }
}

/** SQLite may open a file that it can only read, and say so with the first write. */
function refuseReadOnly(path: string): void {
  if (!existsSync(path)) return
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw notWritable(path, error)
  }
}

function versionOf(raw: BetterSqlite3.Database): number {
  return Number(raw.pragma('user_version', { simple: true }))
}

function refuseForeign(raw: BetterSqlite3.Database, path: string): void {
  const version = versionOf(raw)
  const isOurs = raw.pragma('application_id', { simple: true }) === APPLICATION_ID
  const tables = raw.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (!isOurs && (tables !== 0 || version !== 0))
    throw new ForeignFile(`${path} is not a history of Episplice`)
  if (version <= migrations.length) return
  throw new EngineError(
    'DATABASE_NEWER',
    `${path} has version ${version}, this Episplice knows up to ${migrations.length}`,
    {
      hint: 'A newer Episplice was used here. Update this one, or give it a folder of its own with EPISPLICE_HOME.',
    },
  )
}

/** Changing to WAL needs the file for itself for a moment, and SQLite does not always wait for that. */
function useWriteAheadLog(raw: BetterSqlite3.Database, patienceMs: number): void {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      raw.pragma('journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() >= until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** In one transaction, even when nothing is to be done: so that a folder that cannot be written shows at once. */
function migrate(raw: BetterSqlite3.Database): void {
  raw
    .transaction(() => {
      const version = versionOf(raw)
      for (const step of migrations.slice(version)) raw.exec(step)
      if (version === migrations.length) return
      raw.pragma(`application_id = ${APPLICATION_ID}`)
      raw.pragma(`user_version = ${migrations.length}`)
    })
    .immediate()
}

function copyNotice(path: string): AppError {
  return {
    code: 'DATABASE_READ_ONLY',
    message: `the history in ${path} can be read, but not written: what is done now is forgotten when Episplice ends`,
    hint: 'Merges work as ever. To have them recorded, make this folder and the files in it writable for you, or choose another folder with EPISPLICE_HOME.',
  }
}

function setAsideNotice(path: string, aside: string): AppError {
  return {
    code: 'DATABASE_CORRUPT',
    message: `the history was damaged; it is kept as ${aside}, and a new one begins`,
    hint: 'Merged datasets are not affected. Check the disk for errors if you cannot tell how it came about.',
    details: { path, aside },
  }
}
