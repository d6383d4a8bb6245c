import { rename } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Platform } from '#shared/file-names.ts'
import { errnoOf } from './write-error.ts'

/** What Windows answers while a virus scanner or an indexer has a file of the folder open. */
const BUSY: readonly (string | undefined)[] = ['EPERM', 'EACCES', 'EBUSY']
/** In all about three seconds. */
const PAUSES_MS = [20, 50, 100, 200, 400, 800, 1600]

/** What {@link renameFolder} asks of the system. */
export interface RenamingSystem {
  readonly platform: Platform
  readonly rename: (from: string, to: string) => Promise<void>
  readonly wait: (milliseconds: number) => Promise<unknown>
  /** Whether something has that name by now. */
  readonly exists: (path: string) => Promise<boolean>
}

/**
 * Gives a folder a name that nothing has. No system replaces a folder that has something in it; what it answers then
 * differs (ENOTEMPTY, EEXIST, EPERM). Windows refuses for a moment as well while someone else has a file of it open:
 * there it is tried again, unless the name is taken.
 */
export async function renameFolder(
  from: string,
  to: string,
  system: Pick<RenamingSystem, 'exists'> & Partial<RenamingSystem>,
): Promise<void> {
  const own = { platform: process.platform, rename, wait, ...system }
  for (const pause of own.platform === 'win32' ? PAUSES_MS : []) {
    try {
      await own.rename(from, to)
      return
    } catch (error) {
      if (!BUSY.includes(errnoOf(error)) || (await own.exists(to))) throw error
      await own.wait(pause)
    }
  }
  await own.rename(from, to)
}
