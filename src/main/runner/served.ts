import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dataset } from '#engine/index.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { isInside } from '#engine/io/path-rules.ts'
import { EngineError } from '#shared/errors.ts'

/** Tells a process that reads which folders it may read, as a JSON list of paths without links. */
export const SERVED_VARIABLE = 'EPISPLICE_SERVED'

const text = process.env[SERVED_VARIABLE]
const served = text === undefined ? undefined : (JSON.parse(text) as readonly string[])

/** Whether only some folders may be read. */
export const isServing = served !== undefined

/**
 * Throws `PLACE_OUTSIDE` for a path that a link leads out of what is served; there is no such thing on a desktop. One
 * that leads nowhere is no way out.
 */
export async function refuseWayOut(link: string): Promise<void> {
  if (served === undefined) return
  const real = await realpath(link).catch(() => undefined)
  if (real === undefined || served.some((folder) => isInside(real, folder))) return
  throw new EngineError('PLACE_OUTSIDE', `${link} is a link that leads out of the served folders`, {
    hint: 'Start the server with --root for the folder that it leads to, or copy the file.',
  })
}

/** {@link refuseWayOut} for what a dataset is read from: info.json may name any file below the dataset's folder. */
export async function refuseFilesOutside({ dir, ...dataset }: Dataset): Promise<void> {
  if (served === undefined) return
  const { dataFiles, episodeFiles, videoFiles, sideFiles } = dataset
  const files = [...dataFiles, ...episodeFiles, ...[...videoFiles.values()].flat()].map(({ path }) => path)
  await mapConcurrently([...files, ...sideFiles], (file) => refuseWayOut(join(dir, file)))
}
