import type { JobId } from '#shared/model/job.ts'
import type { MergeId } from '#shared/model/history.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** Where each screen is, behind the `#` of the address. */
export const routes = {
  library: '/library',
  episodes: '/episodes/:place',
  /** The last part may end with `?frame=n`. */
  episode: '/episodes/:place/:moment',
  merge: '/merge',
  /** An episode of the result that is not written yet; ends as {@link routes.episode} does. */
  mergePreview: '/merge/preview/:moment',
  jobs: '/jobs',
  job: '/jobs/:job',
  history: '/history',
  historyEntry: '/history/:merge',
  parquet: '/parquet',
  parquetFile: '/parquet/:place',
  settings: '/settings',
} as const

/** One of {@link routes}. */
export type Route = (typeof routes)[keyof typeof routes]

/**
 * The route that an address behind the `#` belongs to, and what stands there for its `:names`; undefined where it is
 * none of ours.
 */
export function matchRoute(
  address: string,
): { readonly pattern: Route; readonly names: Readonly<Record<string, string>> } | undefined {
  for (const pattern of Object.values(routes)) {
    const match = new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(address)
    if (match !== null) return { pattern, names: match.groups ?? {} }
  }
  return undefined
}

export const episodesPath = (place: PlaceId) => `/episodes/${place}`
export const episodePath = (place: PlaceId, episode: number, frame?: number) =>
  `/episodes/${place}/${momentOf(episode, frame)}`
export const mergePreviewPath = (episode: number, frame?: number) =>
  `/merge/preview/${momentOf(episode, frame)}`
export const jobPath = (job: JobId) => `/jobs/${job}`
export const historyEntryPath = (merge: MergeId) => `/history/${merge}`
export const parquetPath = (place: PlaceId) => `/parquet/${place}`

/** The scheme of links that the desktop application opens from anywhere. */
export const LINK_PROTOCOL = 'episplice'

/**
 * A frame of an episode of the dataset in a folder, as a link:
 * `episplice://dataset?path=/data/monday&episode=3&frame=12`.
 */
export function momentLink(path: string, episode: number, frame: number): string {
  const query = new URLSearchParams({ path, episode: String(episode), frame: String(frame) })
  return `${LINK_PROTOCOL}://dataset?${query.toString()}`
}

/** Episode and frame of the last part of an address such as `3?frame=12`; undefined when it names none. */
export function parseMomentPath(
  moment: string,
): { readonly episode: number; readonly frame: number } | undefined {
  const match = /^(\d{1,15})(?:\?frame=(\d{1,15}))?$/.exec(moment)
  return match === null ? undefined : { episode: Number(match[1]), frame: Number(match[2] ?? 0) }
}

function momentOf(episode: number, frame: number | undefined): string {
  return `${episode}${frame === undefined ? '' : `?frame=${frame}`}`
}
