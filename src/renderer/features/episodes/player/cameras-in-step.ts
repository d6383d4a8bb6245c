import type { CameraPictures, Painting, Wanted } from './camera-pictures.ts'
import type { CameraSource } from './episode-source.ts'

/** Shows pictures of one camera; nothing at all where there is none. */
export type Paint = (picture: Painting | undefined) => void

interface Camera {
  readonly source: CameraSource
  readonly pictures: CameraPictures
}

/** The cameras of an episode: those that are seen are painted all at once, or not at all. Frames are those of the episode. */
export class CamerasInStep {
  readonly #open: (source: CameraSource) => CameraPictures
  readonly #isSeen: (name: string) => boolean
  readonly #paints = new Map<string, Paint>()
  #cameras: readonly Camera[] = []

  constructor(
    open: (source: CameraSource) => CameraPictures,
    /** Whether a camera is wanted and not broken. */
    isSeen: (name: string) => boolean,
  ) {
    this.#open = open
    this.#isSeen = isSeen
  }

  /** Opens these. */
  open(sources: readonly CameraSource[]): void {
    this.#cameras = sources.map((source) => ({ source, pictures: this.#open(source) }))
  }

  /** Takes the pictures of the camera of this name from elsewhere. Returns whether there is such a camera. */
  replace(source: CameraSource): boolean {
    const at = this.#cameras.findIndex((camera) => camera.source.name === source.name)
    const replaced = this.#cameras[at]
    if (replaced === undefined) return false
    replaced.pictures.close()
    this.#cameras = this.#cameras.with(at, { source, pictures: this.#open(source) })
    return true
  }

  /** Closes all of them. */
  close(): void {
    for (const { pictures } of this.#cameras) pictures.close()
    this.#cameras = []
  }

  /** See {@link Player.attach}. */
  attach(name: string, paint: Paint): () => void {
    this.#paints.set(name, paint)
    return () => {
      if (this.#paints.get(name) === paint) this.#paints.delete(name)
    }
  }

  /** Where the pictures that are seen come from. */
  sources(): readonly CameraSource[] {
    return this.#seen().map(({ source }) => source)
  }

  /** Those that give no more pictures, and why. */
  broken(): readonly { readonly name: string; readonly error: unknown }[] {
    return this.#cameras.flatMap(({ source: { name }, pictures: { error } }) =>
      error === undefined ? [] : [{ name, error }],
    )
  }

  /** Names of those that do not have a frame. */
  missing(frame: number): readonly string[] {
    return this.#seen()
      .filter(({ source, pictures }) => pictures.picture(source.frames.start + frame) === undefined)
      .map(({ source }) => source.name)
  }

  want({ frame, ...how }: Wanted): void {
    for (const { source, pictures } of this.#seen())
      pictures.want({ frame: source.frames.start + frame, ...how })
  }

  /** Paints a frame on all, or on none. */
  paint(frame: number): boolean {
    const seen = this.#seen()
    const pictures = seen.map(({ source, pictures }) => pictures.picture(source.frames.start + frame))
    if (pictures.includes(undefined)) return false
    for (const [i, { source }] of seen.entries()) this.#paints.get(source.name)?.(pictures[i])
    return true
  }

  /** Empties what they are painted on. */
  clear(): void {
    for (const paint of this.#paints.values()) paint(undefined)
  }

  #seen(): readonly Camera[] {
    return this.#cameras.filter(({ source }) => this.#isSeen(source.name))
  }
}
