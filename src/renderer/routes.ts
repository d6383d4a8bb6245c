import type { JobId } from '#shared/model/job.ts'
import type { MergeId } from '#shared/model/history.ts'
import type { PlaceId } from '#shared/model/place.ts'

/** Where each screen is, behind the `#` of the address. */
export const routes = {
  library: '/library',
  episodes: '/episodes/:place',
  merge: '/merge',
  jobs: '/jobs',
  job: '/jobs/:job',
  history: '/history',
  historyEntry: '/history/:merge',
  parquet: '/parquet',
  parquetFile: '/parquet/:place',
  settings: '/settings',
} as const

export const episodesPath = (place: PlaceId) => `/episodes/${place}`
export const jobPath = (job: JobId) => `/jobs/${job}`
export const historyEntryPath = (merge: MergeId) => `/history/${merge}`
export const parquetPath = (place: PlaceId) => `/parquet/${place}`
