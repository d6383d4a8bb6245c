import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import type { FfmpegStatus } from '#shared/model/settings.ts'

const run = promisify(execFile)
const requirePackage = createRequire(import.meta.url)
const ASKING_MS = 10_000

/** Where an ffmpeg may be. */
interface Candidate {
  readonly from: string
  readonly path: string
}

/** What decides which ffmpeg is used. */
export interface FfmpegSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The binary that a package brings, or undefined. */
  readonly packaged: (name: string) => string | undefined
}

/**
 * Finds an ffmpeg that runs: the setting, `FFMPEG_PATH`, the package ffmpeg-static, the search path, the package
 * `@ffmpeg-installer/ffmpeg`.
 */
export async function findFfmpeg(
  setting: string,
  surroundings: FfmpegSurroundings = { env: process.env, platform: process.platform, packaged },
): Promise<FfmpegStatus> {
  const tried: string[] = []
  for (const { from, path } of candidates(setting, surroundings)) {
    const version = await versionOf(path)
    if (version !== undefined) return { found: true, path, version, from }
    tried.push(`${from}: ${path}`)
  }
  return { found: false, tried }
}

function candidates(setting: string, { env, platform, packaged: find }: FfmpegSurroundings): Candidate[] {
  const name = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
  // A relative folder in PATH would mean another program in every folder.
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const from = (label: string, path: string | undefined): Candidate[] =>
    path === undefined || path === '' ? [] : [{ from: label, path }]
  return [
    ...from('settings', setting),
    ...from('FFMPEG_PATH', env['FFMPEG_PATH']),
    ...from('ffmpeg-static', find('ffmpeg-static')),
    ...folders.map((folder) => ({ from: 'PATH', path: join(folder, name) })),
    ...from('@ffmpeg-installer/ffmpeg', find('@ffmpeg-installer/ffmpeg')),
  ]
}

/** Packages give a path, or an object with one; those for other platforms throw. */
function packaged(name: string): string | undefined {
  try {
    const module: unknown = requirePackage(name)
    const path = typeof module === 'object' && module !== null && 'path' in module ? module.path : module
    // A program inside an archive cannot be run; the packager leaves it beside.
    return typeof path === 'string' ? path.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked') : undefined
  } catch {
    return undefined
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK)
    const { stdout } = await run(path, ['-version'], { timeout: ASKING_MS, windowsHide: true })
    return /^ffmpeg version (\S+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}
