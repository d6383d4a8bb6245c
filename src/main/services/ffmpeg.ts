import type { Writable } from 'node:stream'
import createCommand from 'fluent-ffmpeg'
import { EngineError } from '#shared/errors.ts'
import type { FfmpegStatus } from '#shared/model/settings.ts'
import { findFfmpeg, type FfmpegSurroundings } from './ffmpeg/find-ffmpeg.ts'

/** How long it may take until the next frame is out. */
const PATIENCE_MS = 60_000
/** Whoever looks at an episode comes before pictures and copies in the background. Windows knows nothing of it. */
const NICENESS = 10
/** Lines of its messages that an error tells. */
const TOLD_LINES = 20

/** What ffmpeg is to make of one video. */
export interface FfmpegTask {
  /** Absolute path. */
  readonly video: string
  /** Where to begin; pictures shown before are left out. */
  readonly seconds: number
  /** `seconds` are what the file calls them, not counted from its first picture on. */
  readonly isFileTime?: boolean
  /** Options of what is written. */
  readonly options: readonly string[]
  /** Absolute path, or where the bytes go. */
  readonly output: string | Writable
}

/** How a task is followed and ended. */
export interface FfmpegOptions {
  readonly signal?: AbortSignal | undefined
  /** Told how many frames are written, now and then. */
  readonly onFrames?: ((frames: number) => void) | undefined
}

/**
 * Runs the one ffmpeg that is used; remembers which until the setting changes. One that is missing is looked for anew.
 */
export class Ffmpeg {
  readonly #setting: () => string
  readonly #surroundings: FfmpegSurroundings | undefined
  readonly #chosen = new Set<string>()
  #known: { readonly setting: string; readonly status: Promise<FfmpegStatus> } | undefined

  constructor(setting: () => string, surroundings?: FfmpegSurroundings) {
    this.#setting = setting
    this.#surroundings = surroundings
  }

  /** Takes note that the person at this machine chose this program in a dialog. */
  choose(path: string): void {
    this.#chosen.add(path)
  }

  /** True for what was chosen since the application started. */
  isChosen(path: string): boolean {
    return this.#chosen.has(path)
  }

  /** `isFresh`: look again, though one was found. */
  async status({ isFresh = false } = {}): Promise<FfmpegStatus> {
    const setting = this.#setting()
    if (isFresh || this.#known?.setting !== setting)
      this.#known = { setting, status: findFfmpeg(setting, this.#surroundings) }
    const known = this.#known
    const status = await known.status
    // Someone may install one: whoever asks after this looks again.
    if (!status.found && this.#known === known) this.#known = undefined
    return status
  }

  /**
   * Runs a task to its end. The video may be hostile: ffmpeg reads this one file, asks nothing, and is ended when
   * nothing comes of it for a minute. Throws `FFMPEG_MISSING`, `FFMPEG_FAILED` or `CANCELLED`.
   */
  async run(
    { video, seconds, isFileTime = false, options, output }: FfmpegTask,
    { signal, onFrames }: FfmpegOptions = {},
  ): Promise<void> {
    const path = await this.#path()
    if (signal?.aborted === true) throw cancelled(video)
    await new Promise<void>((resolve, reject) => {
      // `file:` keeps a name from being taken for an option or an address.
      const command = createCommand({ stdoutLines: TOLD_LINES, niceness: NICENESS })
        .setFfmpegPath(path)
        .input(`file:${video}`)
        .inputOptions(['-nostdin', '-protocol_whitelist', 'file'])
        // At 0 everything is wanted, also what is said to be shown before.
        .inputOptions(
          seconds > 0 ? ['-seek_timestamp', isFileTime ? '1' : '0', '-ss', seconds.toFixed(6)] : [],
        )
        .outputOptions(['-map', '0:V:0', ...options])
        .output(typeof output === 'string' ? `file:${output}` : output)
      const end = (): void => {
        command.kill('SIGKILL')
      }
      let patience = setTimeout(end, PATIENCE_MS)
      const done = (): void => {
        clearTimeout(patience)
        signal?.removeEventListener('abort', end)
      }
      signal?.addEventListener('abort', end, { once: true })
      // Before it starts, ffmpeg is asked what it can do, and there is nothing to end.
      command.on('start', () => {
        if (signal?.aborted === true) end()
      })
      command.on('progress', ({ frames }: { frames?: number }) => {
        clearTimeout(patience)
        patience = setTimeout(end, PATIENCE_MS)
        if (frames !== undefined && Number.isFinite(frames)) onFrames?.(frames)
      })
      command.on('end', () => {
        done()
        resolve()
      })
      command.on('error', (error: Error, _: unknown, messages: unknown) => {
        done()
        reject(signal?.aborted === true ? cancelled(video) : failed(video, error, messages))
      })
      command.run()
    })
  }

  async #path(): Promise<string> {
    const status = await this.status()
    if (status.found) return status.path
    throw new EngineError('FFMPEG_MISSING', 'no ffmpeg was found', {
      hint: 'Install ffmpeg, or say in the settings where it is.',
      details: { tried: status.tried },
    })
  }
}

function cancelled(video: string): EngineError {
  return new EngineError('CANCELLED', `cancelled while ffmpeg read ${video}`)
}

function failed(video: string, cause: Error, messages: unknown): EngineError {
  const lines = typeof messages === 'string' ? messages.trim().split('\n') : []
  const lacksEncoder = lines.some((line) => line.includes('Unknown encoder'))
  return new EngineError(
    'FFMPEG_FAILED',
    `ffmpeg could not read ${video}: ${lines.at(-1) ?? cause.message}`,
    {
      hint: lacksEncoder
        ? 'This ffmpeg cannot write H.264. Choose another one in the settings.'
        : 'The video may be damaged, or its codec unknown to this ffmpeg.',
      details: { messages: lines.slice(-TOLD_LINES) },
      cause,
    },
  )
}
