import { createDispatch, type Dispatch } from './handlers/dispatch.ts'
import { allHandlers } from './handlers/index.ts'
import { openDatabase } from './services/database.ts'
import { Events } from './services/events.ts'
import { homeFolder } from './services/home.ts'
import type { Host } from './services/host.ts'
import { Places } from './services/places.ts'
import type { Services } from './services/services.ts'
import { Settings } from './services/settings.ts'

/** How to make an application. */
export interface ApplicationOptions {
  readonly host: Host
  /** Where history, settings and logs live; {@link homeFolder} without one. */
  readonly home?: string | undefined
}

/** The application without a window: what both hosts, and the tests, put their doors in front of. */
export interface Application {
  readonly services: Services
  readonly dispatch: Dispatch
  readonly events: Events
  /** Cancels what runs, waits until it has ended, and closes the database. */
  readonly close: () => Promise<void>
}

/** Joins services and handlers. Throws a `DATABASE_…` error when the history cannot be opened. */
export function createApplication({ host, home = homeFolder() }: ApplicationOptions): Promise<Application> {
  const events = new Events()
  const database = openDatabase(home, {
    onNotice: (error) => {
      events.publish('app.notice', { error })
    },
  })
  const services: Services = {
    host,
    events,
    home,
    places: new Places(database, host.servedFolders),
    settings: new Settings(database, events),
  }
  const close = (): Promise<void> => {
    database.close()
    return Promise.resolve()
  }
  return Promise.resolve({ services, dispatch: createDispatch(allHandlers(services)), events, close })
}
