import type { Again } from './again.ts'
import type { Drafts } from './drafts.ts'
import type { DraftKeeper } from './drafts/draft-keeper.ts'
import type { Events } from './events.ts'
import type { Ffmpeg } from './ffmpeg.ts'
import type { History } from './history.ts'
import type { Host } from './host.ts'
import type { Inspections } from './inspections.ts'
import type { Jobs } from './jobs.ts'
import type { Library } from './library.ts'
import type { Media } from './media.ts'
import type { Origins } from './origins.ts'
import type { Places } from './places.ts'
import type { PlannedMerges } from './planned-merges.ts'
import type { Reader } from './reader.ts'
import type { Remembered } from './remembered.ts'
import type { Review } from './review.ts'
import type { Settings } from './settings.ts'

/** What every service is made from. */
export interface ServiceContext {
  readonly host: Host
  readonly events: Events
  /** Where history, settings and caches live. */
  readonly home: string
}

/** Everything that handlers work with. */
export interface Services extends ServiceContext {
  readonly places: Places
  readonly settings: Settings
  readonly history: History
  readonly again: Again
  readonly jobs: Jobs
  readonly reader: Reader
  readonly library: Library
  readonly drafts: Drafts
  readonly draftKeeper: DraftKeeper
  readonly planned: PlannedMerges
  readonly origins: Origins
  readonly ffmpeg: Ffmpeg
  readonly media: Media
  readonly review: Review
  readonly inspections: Inspections
  readonly remembered: Remembered
}
