import { VideoFile } from './video-file.ts'

/** Files that stay open though nobody uses them: the next episode is most likely in the same ones. */
const MAX_IDLE = 8

interface OpenFile {
  readonly url: string
  readonly file: Promise<VideoFile>
  users: number
}

/** A file in use. */
export interface FileLease {
  readonly file: Promise<VideoFile>
  readonly release: () => void
}

/** Video files whose headers were read. */
export class VideoFiles {
  /** By address, frame rate and shift, in the order of use. */
  readonly #open = new Map<string, OpenFile>()

  /** Opens a file, or takes one that is open. `shift`: see {@link VideoFile.open}. */
  use(url: string, fps: number, shift = 0): FileLease {
    const key = `${fps} ${shift} ${url}`
    const entry = this.#open.get(key) ?? { url, file: VideoFile.open(url, fps, shift), users: 0 }
    this.#open.delete(key)
    this.#open.set(key, entry)
    entry.users++
    // Whoever comes next tries again; users get the error from the promise.
    entry.file.catch(() => {
      if (this.#open.get(key) === entry) this.#open.delete(key)
    })
    return {
      file: entry.file,
      release: () => {
        entry.users--
        this.#closeIdle(MAX_IDLE)
      },
    }
  }

  /** Closes what nobody uses. */
  close(): void {
    this.#closeIdle(0)
  }

  #closeIdle(most: number): void {
    const idle = [...this.#open].filter(([, { users }]) => users === 0)
    for (const [key, { file }] of idle.slice(0, Math.max(0, idle.length - most))) {
      this.#open.delete(key)
      void file.then(
        (open) => {
          open.close()
        },
        () => undefined,
      )
    }
  }
}

/** The files of this window: of the player, of what it reads ahead, and of whoever points at the timeline. */
export const videoFiles = new VideoFiles()
