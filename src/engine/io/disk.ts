import { lstat, statfs } from 'node:fs/promises'

/** Whether there is anything at a path, also a link that leads nowhere. What cannot be looked at is not there. */
export function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/** Bytes that we may still write into a folder; undefined where it is not there, or its file system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}
