import { z } from 'zod'

/**
 * An opaque name for a file or folder that the main process has admitted: chosen in a native dialog, dropped, below a
 * served folder, or part of a recorded merge. The renderer names places by it and never sends a path.
 */
export const placeId = z
  .string()
  .regex(/^[a-z0-9]{20,40}$/)
  .brand('PlaceId')
/** See {@link placeId}. */
export type PlaceId = z.infer<typeof placeId>

/** An admitted file or folder. `path` is for reading only: it opens nothing. */
export interface Place {
  readonly id: PlaceId
  readonly path: string
  /** The last part of the path. */
  readonly name: string
}

/** What a folder browser shows of one entry. */
export interface FolderEntry {
  readonly place: Place
  readonly kind: 'folder' | 'dataset' | 'file'
  readonly bytes?: number
}

/** A folder and what is in it, for hosts without native dialogs. */
export interface FolderListing {
  /** Undefined at the top, where the entries are the served folders. */
  readonly folder: Place | undefined
  /** From the served folder down to the one above this one; none at a served folder. */
  readonly ancestors: readonly Place[]
  readonly entries: readonly FolderEntry[]
  /** Entries left out because there are too many. */
  readonly omitted: number
}
