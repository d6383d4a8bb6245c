import { EngineError } from '#shared/errors.ts'

/** What SQLite calls a failure, as `SQLITE_BUSY_SNAPSHOT`; empty for what is not from SQLite. */
export function sqliteCode(thrown: unknown): string {
  return thrown instanceof Error && thrown.name === 'SqliteError' && 'code' in thrown
    ? String(thrown.code)
    : ''
}

/** True when the file's content is not that of a database. */
export function isCorruption(thrown: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(thrown))
}

/** True when another process holds the database. */
export function isBusy(thrown: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(thrown))
}

/** Says in our words what SQLite says of the database at `path`; anything else stays what it is. */
export function databaseError(path: string, thrown: unknown): unknown {
  const code = sqliteCode(thrown)
  if (isBusy(thrown)) {
    return new EngineError('DATABASE_LOCKED', `another program holds ${path}`, {
      hint: 'Close other copies of Episplice, and programs that look into this file or back it up, then try again.',
      cause: thrown,
    })
  }
  if (isCorruption(thrown)) {
    return new EngineError('DATABASE_CORRUPT', `${path} is damaged`, {
      hint: 'Start Episplice anew: it sets the damaged history aside and begins another one.',
      cause: thrown,
    })
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code)) return notWritable(path, thrown)
  if (code === 'SQLITE_FULL') {
    return new EngineError('NO_SPACE', `no space left for ${path}`, {
      hint: 'Free some space on that disk, or choose another folder with EPISPLICE_HOME.',
      cause: thrown,
    })
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new EngineError('FILE_UNREADABLE', `the disk failed with ${path}`, {
      hint: 'Look whether that disk is still there and sound. What is not recorded meanwhile is missing in the history.',
      cause: thrown,
    })
  }
  return thrown
}

/** The folder or the file cannot be written to. */
export function notWritable(path: string, cause: unknown): EngineError {
  return new EngineError('DATABASE_READ_ONLY', `cannot write to ${path}`, {
    hint: 'Make this folder and the files in it writable for you, or choose another folder with EPISPLICE_HOME.',
    cause,
  })
}
