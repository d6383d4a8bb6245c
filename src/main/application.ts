import { createDispatch, type Dispatch } from './handlers/dispatch.ts'
import { allHandlers } from './handlers/index.ts'
import { Again, type ReadDigests } from './services/again.ts'
import { openDatabase, type Database } from './services/database.ts'
import { Drafts } from './services/drafts.ts'
import { DraftKeeper } from './services/drafts/draft-keeper.ts'
import { Events } from './services/events.ts'
import { Ffmpeg } from './services/ffmpeg.ts'
import { History } from './services/history.ts'
import { homeFolder } from './services/home.ts'
import type { Host } from './services/host.ts'
import { Inspections } from './services/inspections.ts'
import { Jobs } from './services/jobs.ts'
import { Library } from './services/library.ts'
import { Media } from './services/media.ts'
import { Origins } from './services/origins.ts'
import { Places } from './services/places.ts'
import { PlannedMerges } from './services/planned-merges.ts'
import { Proxies } from './services/proxies.ts'
import { Reader } from './services/reader.ts'
import { Remembered } from './services/remembered.ts'
import type { ServiceContext, Services } from './services/services.ts'
import { Review } from './services/review.ts'
import { Settings } from './services/settings.ts'
import { Thumbnails } from './services/thumbnails.ts'

/** What checks datasets in the background remembers nothing between them. */
const BACKGROUND_IDLE_MS = 30_000

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

/**
 * Joins services and handlers. Throws a `DATABASE_…` error when the history cannot be opened, and what a service throws
 * that cannot begin; nothing stays open then.
 */
export function createApplication({ host, home = homeFolder() }: ApplicationOptions): Application {
  const events = new Events()
  const database = openDatabase(home, {
    isCopyEnough: true,
    onNotice: (error) => {
      events.publish('app.notice', { error })
    },
  })
  try {
    return joined({ host, events, home }, database)
  } catch (error) {
    database.close()
    throw error
  }
}

function joined(context: ServiceContext, database: Database): Application {
  const { host, events, home } = context
  const places = new Places(database, host.servedFolders)
  const history = new History(database, events)
  const settings = new Settings(database, events)
  const reader = new Reader(host)
  // Of its own: what takes long in it keeps nobody waiting.
  const background = new Reader(host, { idleMs: BACKGROUND_IDLE_MS })
  const library = new Library({ db: database, places, events, reader, background })
  const ffmpeg = new Ffmpeg(() => settings.get().ffmpegPath)
  const thumbnails = new Thumbnails({ reader, places, ffmpeg, home })
  const proxies = new Proxies({ reader: background, ffmpeg, events, home })
  const jobs = new Jobs({ ...context, history, places })
  const readDigests: ReadDigests = (path, signal) => reader.request('digests', { path }, { signal })
  const remembered = new Remembered(database)
  const draftKeeper = new DraftKeeper({ remembered, events, jobs })
  const media = new Media({ places, reader, thumbnails, proxies })
  const planned = new PlannedMerges({ reader, places, media })
  const services: Services = {
    ...context,
    places,
    history,
    settings,
    jobs,
    reader,
    library,
    drafts: new Drafts({ reader, places, history, jobs, keeper: draftKeeper, planned }),
    draftKeeper,
    ffmpeg,
    media,
    planned,
    origins: new Origins({ places, reader: background, history, library }),
    review: new Review({ db: database, events, places, reader }),
    inspections: new Inspections({ db: database, events, places, reader, background, ffmpeg }),
    again: new Again({
      ...{ history, places, jobs, readDigests },
      desktop: host.desktop,
      roots: () => library.roots().map(({ place }) => place.path),
    }),
    remembered,
  }
  const stopWatching = history.watch()
  events.subscribe((event) => {
    // After everybody has heard of the job: events come in the order of their numbers.
    if (event.name === 'jobs.changed')
      queueMicrotask(() => {
        draftKeeper.jobChanged(event.data.job)
      })
  })
  const close = async (): Promise<void> => {
    stopWatching()
    library.close()
    reader.close()
    background.close()
    await jobs.close()
    database.close()
  }
  return { services, dispatch: createDispatch(allHandlers(services)), events, close }
}
