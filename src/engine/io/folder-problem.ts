import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'

/** Why nothing can be made in a folder; undefined where it can. Writes nothing. */
export async function folderProblem(folder: string): Promise<'missing' | 'not writable' | undefined> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return 'missing'
  return access(folder, constants.W_OK).then(
    () => undefined,
    () => 'not writable' as const,
  )
}
