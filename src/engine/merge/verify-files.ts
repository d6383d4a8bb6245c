import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { matchesDigest, type FileDigest } from '#engine/io/file-digest.ts'
import type { Verifier } from './verify.ts'

/** Files read at the same time, each through a block of 4 MB. */
const WIDTH = 2

/** Proves that the disk holds every file as it was written. Throws `CANCELLED`. */
export async function verifyFiles(
  verifier: Verifier,
  dir: string,
  files: ReadonlyMap<string, FileDigest>,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mapConcurrently(
    [...files],
    async ([path, digest]) => {
      const problem = await problemOf(join(dir, path), digest, signal)
      verifier.check(problem === undefined, path, () => `${path} ${problem ?? ''}`)
    },
    WIDTH,
  )
}

async function problemOf(
  path: string,
  digest: FileDigest,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    return (await matchesDigest(path, digest, signal)) ? undefined : 'is not what was written'
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'CANCELLED') throw error
    return `cannot be read again: ${error.message}`
  }
}
