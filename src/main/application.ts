import { createDispatch, type Dispatch } from './handlers/dispatch.ts'
import { allHandlers } from './handlers/index.ts'
import { openDatabase } from './services/database.ts'
import { Events } from './services/events.ts'
import { History } from './services/history.ts'
import { homeFolder } from './services/home.ts'
import type { Host } from './services/host.ts'
import { Jobs } from './services/jobs.ts'
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
  const context = { host, events, home }
  const places = new Places(database, host.servedFolders)
  const history = new History(database, events)
  const services: Services = {
    ...context,
    places,
    history,
    settings: new Settings(database, events),
    jobs: new Jobs({ ...context, history, places }),
  }
  const close = async (): Promise<void> => {
    await services.jobs.close()
    database.close()
  }
  return Promise.resolve({ services, dispatch: createDispatch(allHandlers(services)), events, close })
}
