import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, isAbsolute, join } from 'node:path'
import { promisify } from 'node:util'
import createCommand from 'fluent-ffmpeg'
import { EngineError } from '#shared/errors.ts'
import type { FfmpegStatus } from '#shared/model/settings.ts'

const run = promisify(execFile)
const requirePackage = createRequire(import.meta.url)
const ASKING_MS = 10_000
const TIMEOUT_S = 30

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

/** Remembers which ffmpeg is used until the setting changes. */
export class Ffmpeg {
  readonly #setting: () => string
  readonly #surroundings: FfmpegSurroundings | undefined
  #known: { readonly setting: string; readonly status: Promise<FfmpegStatus> } | undefined

  constructor(setting: () => string, surroundings?: FfmpegSurroundings) {
    this.#setting = setting
    this.#surroundings = surroundings
  }

  /** `isFresh`: look again, someone may have installed one. */
  async status({ isFresh = false } = {}): Promise<FfmpegStatus> {
    const setting = this.#setting()
    if (isFresh || this.#known?.setting !== setting)
      this.#known = { setting, status: findFfmpeg(setting, this.#surroundings) }
    return this.#known.status
  }

  /**
   * Writes the picture at `seconds` of a video as a JPEG of at most `width` pixels. The video may be hostile: ffmpeg
   * reads this one file, asks nothing, and is ended after half a minute. Throws `FFMPEG_MISSING`, `FFMPEG_FAILED` or
   * `CANCELLED`.
   */
  async picture(
    {
      video,
      seconds,
      width,
      output,
    }: {
      readonly video: string
      readonly seconds: number
      readonly width: number
      readonly output: string
    },
    signal?: AbortSignal,
  ): Promise<void> {
    const status = await this.status()
    if (!status.found) {
      throw new EngineError('FFMPEG_MISSING', 'no ffmpeg was found', {
        hint: 'Install ffmpeg, or say in the settings where it is.',
        details: { tried: status.tried },
      })
    }
    if (signal?.aborted === true) throw new EngineError('CANCELLED', 'cancelled while making a picture')
    await new Promise<void>((resolve, reject) => {
      // `file:` keeps a name from being taken for an option or an address.
      const command = createCommand({ timeout: TIMEOUT_S, stdoutLines: 20 })
        .setFfmpegPath(status.path)
        .input(`file:${video}`)
        .inputOptions(['-nostdin', '-protocol_whitelist', 'file', '-ss', seconds.toFixed(6)])
        .outputOptions(['-frames:v', '1', '-an', '-sn', '-dn', '-vf', `scale=${width}:-2`])
        .outputOptions(['-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2', '-update', '1'])
        .output(`file:${output}`)
      const giveUp = (): void => {
        command.kill('SIGKILL')
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      const done = (): void => {
        signal?.removeEventListener('abort', giveUp)
      }
      command.on('end', () => {
        done()
        resolve()
      })
      command.on('error', (error: Error, _: unknown, messages: unknown) => {
        done()
        reject(
          signal?.aborted === true
            ? new EngineError('CANCELLED', 'cancelled while making a picture')
            : failed(video, error, messages),
        )
      })
      command.run()
    })
  }
}

function failed(video: string, cause: Error, messages: unknown): EngineError {
  const lines = typeof messages === 'string' ? messages.trim().split('\n') : []
  return new EngineError(
    'FFMPEG_FAILED',
    `ffmpeg could not read ${video}: ${lines.at(-1) ?? cause.message}`,
    {
      hint: 'The video may be damaged, or its codec unknown to this ffmpeg.',
      details: { messages: lines.slice(-20) },
      cause,
    },
  )
}
