import type { Events } from './events.ts'
import type { Host } from './host.ts'

/** What every service is made from. */
export interface ServiceContext {
  readonly host: Host
  readonly events: Events
  /** Where history, settings and caches live. */
  readonly home: string
}
