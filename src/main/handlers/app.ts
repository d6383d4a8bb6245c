import { EngineError } from '#shared/errors.ts'
import type { Services } from '#main/services/services.ts'
import { version } from '#main/version.ts'
import type { Area, Handlers } from './handlers.ts'

/** Where the application runs. */
export function appHandlers({ host, home, places }: Services): Handlers<Area<'app'>> {
  return {
    'app.host': () => ({
      version,
      host: host.kind,
      platform: platform(),
      hasDialogs: host.desktop !== undefined,
      home,
      nowMs: Date.now(),
    }),
    'app.reveal': async ({ place }) => {
      if (host.desktop === undefined)
        throw new EngineError('NOT_AVAILABLE', 'a browser cannot show folders of this machine')
      await host.desktop.reveal(await places.admit(await places.resolve(place)))
    },
  }
}

function platform(): 'linux' | 'darwin' | 'win32' {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux'
}
