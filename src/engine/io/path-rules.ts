import { posix, win32, type PlatformPath } from 'node:path'
import { fileNameProblem, foldedName, type Platform } from '#shared/file-names.ts'

/** Paths longer than this are refused by Windows programs that do not ask for more, Python among them. */
const MAX_WINDOWS_PATH = 260

function pathsOf(platform: Platform): PlatformPath {
  return platform === 'win32' ? win32 : posix
}

/** True for the folder itself and everything below it, letter for letter. Both are absolute and without links. */
export function isInside(path: string, folder: string): boolean {
  return liesIn(path, folder, pathsOf(process.platform))
}

/** As {@link isInside}, where names count as the same that file systems of a platform may take for the same. */
export function mayBeInside(path: string, folder: string, platform: Platform = process.platform): boolean {
  return liesIn(foldedName(path, platform), foldedName(folder, platform), pathsOf(platform))
}

function liesIn(path: string, folder: string, paths: PlatformPath): boolean {
  const way = paths.relative(folder, path)
  return way !== '..' && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way)
}

/** Files of a folder that cannot be there as they are named. */
export interface NameTrouble {
  /** Names that cannot be, with the reason. */
  readonly impossible: readonly { readonly path: string; readonly why: string }[]
  /** Pairs that are one file to the system. */
  readonly twins: readonly (readonly [string, string])[]
  /** Longer than most programs of the system can open. */
  readonly long: readonly string[]
}

/** What a platform makes of files at paths below `folder`, with forward slashes between names. */
export function nameTrouble(
  folder: string,
  paths: readonly string[],
  platform: Platform = process.platform,
): NameTrouble {
  const seen = new Map<string, string>()
  const impossible: { path: string; why: string }[] = []
  const twins: [string, string][] = []
  for (const path of paths) {
    const why = path.split('/').flatMap((name) => fileNameProblem(name, platform) ?? [])[0]
    if (why !== undefined) impossible.push({ path, why })
    // Folders that differ only in case become one, which by itself loses nothing.
    const folded = foldedName(path, platform)
    const other = seen.get(folded)
    if (other === undefined) seen.set(folded, path)
    else if (other !== path) twins.push([other, path])
  }
  const isLong = (path: string): boolean => `${folder}/${path}`.length >= MAX_WINDOWS_PATH
  return { impossible, twins, long: platform === 'win32' ? paths.filter(isLong) : [] }
}
