import { existsSync, mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs'
import { EngineError } from '#shared/errors.ts'

/** A process that set a database aside and died on the way holds nobody up for longer than this. */
const STALE_MS = 20_000
const WAIT_MS = 50
/** The files that belong together. The database goes last: without it, SQLite would throw the others away. */
const SUFFIXES = ['-wal', '-shm', '']

/**
 * Gives a damaged database and its companions the name `<name>.corrupt-<n>.db`, the first number that is free, and
 * returns it. Only one process at a time does so, and only while `isStillDamaged` says yes: undefined when another one
 * was first. Throws `DATABASE_CORRUPT` when the files cannot be moved.
 */
export function setAside(path: string, isStillDamaged: () => boolean): string | undefined {
  const lock = `${path}.setting-aside`
  acquire(lock)
  try {
    if (!isStillDamaged()) return undefined
    const target = freeName(path)
    for (const suffix of SUFFIXES) {
      if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
    }
    return target
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    throw new EngineError('DATABASE_CORRUPT', `${path} is damaged and cannot be set aside`, {
      hint: 'Close other copies of Episplice, or move this file away yourself.',
      cause,
    })
  } finally {
    rmdirSync(lock)
  }
}

function freeName(path: string): string {
  const stem = path.replace(/\.db$/, '')
  for (let n = 1; ; n++) {
    const target = `${stem}.corrupt-${n}.db`
    if (SUFFIXES.every((suffix) => !existsSync(target + suffix))) return target
  }
}

function acquire(lock: string): void {
  for (;;) {
    try {
      mkdirSync(lock)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
    if (since !== undefined && Date.now() - since > STALE_MS) rmdirSync(lock)
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS)
  }
}
