import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

/**
 * A copy in memory of a database that may be read and not written: SQLite itself cannot open one that keeps a
 * write-ahead log then. `open` is given a copy on the disk, which is gone when this returns.
 */
export function memoryCopy(
  path: string,
  open: (path: string) => BetterSqlite3.Database,
): BetterSqlite3.Database {
  const folder = mkdtempSync(join(tmpdir(), 'episplice-history-'))
  try {
    const copy = join(folder, basename(path))
    // What was written last is in the log until a checkpoint.
    for (const suffix of ['', '-wal']) {
      if (!existsSync(path + suffix)) continue
      copyFileSync(path + suffix, copy + suffix)
      chmodSync(copy + suffix, 0o600)
    }
    const raw = open(copy)
    try {
      raw.pragma('journal_mode = DELETE')
      const inMemory = new BetterSqlite3(raw.serialize())
      inMemory.pragma('foreign_keys = ON')
      return inMemory
    } finally {
      raw.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
