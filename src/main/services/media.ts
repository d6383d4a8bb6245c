import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { serveFile } from './media/serve-file.ts'
import type { Places } from './places.ts'
import type { Reader } from './reader.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Addresses that are remembered; the ones used last stay. */
const MAX_ADDRESSES = 10_000
const contentTypes: Readonly<Record<string, string>> = { '.mp4': 'video/mp4', '.jpg': 'image/jpeg' }

/** What media needs. */
export interface MediaContext {
  readonly places: Places
  readonly reader: Reader
  readonly thumbnails: Thumbnails
}

/** Serves files of datasets under opaque names: nothing is reached by a path, and nothing that got no name before. */
export class Media {
  readonly #context: MediaContext
  /** By id, in the order of use; paths are absolute and without links. */
  readonly #paths = new Map<string, string>()
  readonly #ids = new Map<string, string>()

  constructor(context: MediaContext) {
    this.#context = context
  }

  /**
   * The address of a video of a dataset. Throws `INPUT_INVALID` for anything that is not one by the dataset's own
   * template, `FILE_MISSING`, `PLACE_OUTSIDE`, or what info.json gives.
   */
  async address(dataset: PlaceId, file: string): Promise<string> {
    const { places, reader } = this.#context
    const path = await places.resolve(dataset)
    const isVideo = extname(file) === '.mp4' && (await reader.request('isVideo', { path, file }))
    if (!isVideo) throw new EngineError('INPUT_INVALID', `${file} is not a video of ${path}`)
    // A link may lead elsewhere, as in the caches of hubs, but not out of what is served.
    return this.#named((await places.admit(join(path, file))).path)
  }

  /** The address of a picture of an episode; undefined without cameras. Throws what making it throws. */
  async thumbnail(dataset: PlaceId, episode: number, signal?: AbortSignal): Promise<string | undefined> {
    const path = await this.#context.places.resolve(dataset)
    const picture = await this.#context.thumbnails.get(path, episode, signal)
    return picture === undefined ? undefined : this.#named(await realpath(picture))
  }

  /** Answers `GET` and `HEAD` of an address; the last part of the path is the id. Never throws. */
  async respond(request: Request): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    const id = new URL(request.url).pathname.split('/').at(-1) ?? ''
    const path = this.#paths.get(id)
    if (path === undefined) return new Response(null, { status: 404 })
    this.#touch(id, path)
    // It was without links when it got its name. One that took its place since leads elsewhere.
    const real = await realpath(path).catch(() => undefined)
    if (real !== path) return new Response(null, { status: 404 })
    return serveFile(path, contentTypes[extname(path)] ?? 'application/octet-stream', request)
  }

  #named(path: string): string {
    const id = this.#ids.get(path) ?? randomBytes(16).toString('hex')
    this.#ids.set(path, id)
    this.#touch(id, path)
    for (const [oldest, own] of this.#paths) {
      if (this.#paths.size <= MAX_ADDRESSES) break
      this.#paths.delete(oldest)
      this.#ids.delete(own)
    }
    return `/media/${id}`
  }

  #touch(id: string, path: string): void {
    this.#paths.delete(id)
    this.#paths.set(id, path)
  }
}
