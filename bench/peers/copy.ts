import { mkdir } from 'node:fs/promises'
import { run, settle, type Finished } from '../measure.ts'

/** `cp -r SRC... DST && sync`: the least that moving these bytes to a disk takes. */
export async function copyAndSync(sources: readonly string[], target: string): Promise<Finished> {
  await settle(target)
  await mkdir(target)
  const finished = await run('sh', ['-c', 'cp -r "$@" && sync', 'sh', ...sources, target])
  await settle(target)
  return finished
}

/** Whether this machine has the programs that {@link copyAndSync} needs. */
export async function canCopy(): Promise<boolean> {
  return run('sh', ['-c', 'command -v cp && command -v sync']).then(
    () => true,
    () => false,
  )
}
