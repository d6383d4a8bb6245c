import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { shardsOf, type MergePlan, type Shard } from '#shared/plan.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { matchesDigest, type FileDigest } from '#engine/io/file-digest.ts'
import type { Verifier } from './verify.ts'

/** Files read at the same time, each through a block of 4 MB. */
const WIDTH = 2

/** Proves that the disk holds every file of a plan as it was written. Throws `CANCELLED`. */
export async function verifyFiles(
  verifier: Verifier,
  dir: string,
  plan: MergePlan,
  files: ReadonlyMap<string, FileDigest>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const shards = new Map(shardsOf(plan).map((own) => [own.path, own]))
  await mapConcurrently(
    [...files],
    async ([path, digest]) => {
      const problem = await problemOf(join(dir, path), digest, signal)
      verifier.check(
        problem === undefined,
        path,
        () => `${path}${holding(shards.get(path))} ${problem ?? ''}`,
      )
    },
    WIDTH,
  )
}

/** The episodes that are no longer to be trusted. */
function holding(shard: Shard | undefined): string {
  if (shard === undefined) return ''
  const { first, end } = shard
  return end - first === 1 ? ` with episode ${first}` : ` with episodes ${first} to ${end - 1}`
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
