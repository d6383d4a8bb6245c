import { randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { isInside } from '#engine/io/path-rules.ts'
import { EngineError } from '#shared/errors.ts'
import type { EpisodeCamera } from '#shared/model/episode.ts'
import type { ProxyRequest, Thumbnail } from '#shared/model/media.ts'
import type { PlaceId } from '#shared/model/place.ts'
import type { OpenedEpisode } from '#main/runner/reader-protocol.ts'
import { serveFile, stateOf } from './media/serve-file.ts'
import type { Places } from './places.ts'
import type { Proxies } from './proxies.ts'
import type { Reader } from './reader.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Addresses that are remembered; the ones used last stay. */
const MAX_ADDRESSES = 10_000
/** Cameras of data files that are remembered. */
const MAX_COLUMNS = 1000
/** Recordings may change at any time. */
const video = { type: 'video/mp4', cacheControl: 'no-store' }
/** Made once for its name. */
const thumbnail = { type: 'image/jpeg', cacheControl: 'private, max-age=86400, immutable' }

/** A file with an address. */
interface NamedFile {
  /** Absolute and without links. */
  readonly path: string
  /** Which state of it has the address; undefined where it never changes. */
  readonly stamp: string | undefined
}

/** Pictures of one camera in one data file of a dataset. */
export interface PictureColumn {
  readonly dataset: PlaceId
  /** Relative to the dataset. */
  readonly file: string
  readonly feature: string
}

/** What media needs. */
export interface MediaContext {
  readonly places: Places
  readonly reader: Reader
  readonly thumbnails: Thumbnails
  readonly proxies: Proxies
}

/** Serves files of datasets under opaque names: nothing is reached by a path, and nothing that got no name before. */
export class Media {
  readonly #context: MediaContext
  /** By id, in the order of use. */
  readonly #files = new Map<string, NamedFile>()
  /** By path and stamp. */
  readonly #ids = new Map<string, string>()
  /** By id. */
  readonly #columns = new Map<string, PictureColumn>()

  constructor(context: MediaContext) {
    this.#context = context
  }

  /**
   * Cameras of an episode, as the reader found them, with addresses in place of files. Throws `INPUT_INVALID` for what
   * is no video in the dataset's folder, `FILE_MISSING`, `PLACE_OUTSIDE`.
   */
  async cameras(dataset: PlaceId, cameras: OpenedEpisode['cameras']): Promise<EpisodeCamera[]> {
    const folder = await this.#context.places.resolve(dataset)
    const addressed = cameras.map(async ({ file, ...camera }) => ({
      ...camera,
      url:
        camera.kind === 'video'
          ? await this.#video(folder, file)
          : this.pictures({ dataset, file, feature: camera.name }),
    }))
    return Promise.all(addressed)
  }

  async #video(folder: string, file: string): Promise<string> {
    const path = join(folder, file)
    if (extname(file) !== '.mp4' || !isInside(path, folder))
      throw new EngineError('INPUT_INVALID', `${file} is not a video of ${folder}`)
    // A link may lead elsewhere, as in the caches of hubs, but not out of what is served.
    const { path: real } = await this.#context.places.admit(path)
    return this.#named(real, await stateOf(real))
  }

  /** The first picture of an episode, made if it has to be and `make` says so. Throws what making it throws. */
  async thumbnail(
    dataset: PlaceId,
    episode: number,
    make: boolean,
    signal?: AbortSignal,
  ): Promise<Thumbnail> {
    const path = await this.#context.places.resolve(dataset)
    const picture = await this.#context.thumbnails.get(path, episode, make, signal)
    if (picture === 'unmade') return 'unmade'
    if (picture !== 'none') return { url: this.#named(await realpath(picture.path)) }
    return this.#firstStored(dataset, path, episode, signal)
  }

  /** The first picture of an episode whose pictures lie in its data file, as it is there. */
  async #firstStored(
    dataset: PlaceId,
    path: string,
    episode: number,
    signal: AbortSignal | undefined,
  ): Promise<Thumbnail> {
    const { cameras } = await this.#context.reader.request('episode', { path, episode }, { signal })
    const stored = cameras.find(({ kind, depth }) => kind === 'image' && depth === undefined)
    if (stored === undefined) return 'none'
    const { file, name: feature, frames } = stored
    return { url: `${this.pictures({ dataset, file, feature })}/${frames.start}` }
  }

  /**
   * The address of a copy that any page can decode. Throws `INPUT_INVALID` for what is no video, or what making it
   * throws.
   */
  async proxy(request: ProxyRequest, signal?: AbortSignal): Promise<string> {
    const file = await this.#file(request.url.split('/').at(-1) ?? '')
    if (file === undefined || isThumbnail(file.path))
      throw new EngineError('INPUT_INVALID', `${request.url} is not the address of a video`)
    if (file.stamp !== undefined && file.stamp !== (await stateOf(file.path)))
      throw new EngineError('SOURCE_CHANGED', `changed since the episode was opened: ${file.path}`)
    return this.#named(await realpath(await this.#context.proxies.get(file.path, request, signal)))
  }

  /** The address of pictures in a data file: the one of row `i` is at `address/i`. */
  pictures(column: PictureColumn): string {
    const key = JSON.stringify([column.dataset, column.file, column.feature])
    const known = [...this.#columns].find(
      ([, own]) => JSON.stringify([own.dataset, own.file, own.feature]) === key,
    )
    const id = known?.[0] ?? randomBytes(16).toString('hex')
    this.#columns.delete(id)
    this.#columns.set(id, column)
    for (const oldest of this.#columns.keys()) {
      if (this.#columns.size <= MAX_COLUMNS) break
      this.#columns.delete(oldest)
    }
    return `/media/${id}`
  }

  /** Answers `GET` and `HEAD` of an address; the last part of the path is the id. Never throws. */
  async respond(request: Request): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    const parts = new URL(request.url).pathname.split('/')
    const column = this.#columns.get(parts.at(-2) ?? '')
    if (column !== undefined) return this.#picture(column, parts.at(-1) ?? '', request)
    const file = await this.#file(parts.at(-1) ?? '')
    if (file === undefined) return new Response(null, { status: 404 })
    const { path, stamp } = file
    return serveFile(path, { ...(isThumbnail(path) ? thumbnail : video), stamp }, request)
  }

  async #picture(
    { dataset, file, feature }: PictureColumn,
    row: string,
    request: Request,
  ): Promise<Response> {
    const { places, reader } = this.#context
    if (!/^\d{1,9}$/.test(row)) return new Response(null, { status: 404 })
    try {
      const input = { path: await places.resolve(dataset), file, feature, row: Number(row) }
      const image = await reader.request('image', input, { signal: request.signal })
      if (image === undefined) return new Response(null, { status: 404 })
      const bytes = Buffer.from(image.data, 'base64')
      return new Response(request.method === 'HEAD' ? null : bytes, {
        headers: {
          'cache-control': 'no-store',
          'content-length': String(bytes.length),
          'content-type': image.type,
          'x-content-type-options': 'nosniff',
        },
      })
    } catch (error) {
      // Who asks for a picture can only be told whether there is one.
      if (error instanceof EngineError) return new Response(null, { status: 404 })
      throw error
    }
  }

  /** The file that has this name. */
  async #file(id: string): Promise<NamedFile | undefined> {
    const file = this.#files.get(id)
    if (file === undefined) return undefined
    this.#touch(id, file)
    // It was without links when it got its name. One that took its place since leads elsewhere.
    const real = await realpath(file.path).catch(() => undefined)
    return real === file.path ? file : undefined
  }

  /** With another stamp it is another file: whoever has read part of the first one has its other address. */
  #named(path: string, stamp?: string): string {
    const key = keyOf({ path, stamp })
    const id = this.#ids.get(key) ?? randomBytes(16).toString('hex')
    this.#ids.set(key, id)
    this.#touch(id, { path, stamp })
    for (const [oldest, own] of this.#files) {
      if (this.#files.size <= MAX_ADDRESSES) break
      this.#files.delete(oldest)
      this.#ids.delete(keyOf(own))
    }
    return `/media/${id}`
  }

  #touch(id: string, file: NamedFile): void {
    this.#files.delete(id)
    this.#files.set(id, file)
  }
}

function keyOf({ path, stamp = '' }: NamedFile): string {
  return `${stamp} ${path}`
}

/** Everything else that has a name is a video, which may be a link to a file of any name, as in the caches of hubs. */
function isThumbnail(path: string): boolean {
  return extname(path) === '.jpg'
}
