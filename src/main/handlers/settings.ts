import { EngineError } from '#shared/errors.ts'
import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** What the user chose once for all. */
export function settingsHandlers(services: Services): Handlers<Area<'settings'>> {
  const { settings, ffmpeg } = services
  return {
    'settings.get': () => settings.get(),
    'settings.set': (change) => {
      refuseForeignProgram(services, change.ffmpegPath)
      return settings.set(change)
    },
    'settings.ffmpeg': () => ffmpeg.status({ isFresh: true }),
  }
}

/** The program is run: only the person at this machine says which, by choosing it in the dialog for programs. */
function refuseForeignProgram({ host, ffmpeg, settings }: Services, path: string | undefined): void {
  if (path === undefined || path === '' || path === settings.get().ffmpegPath) return
  if (host.desktop === undefined) {
    throw new EngineError('NOT_AVAILABLE', 'a browser cannot say which program the server runs', {
      hint: 'Set FFMPEG_PATH where the server is started.',
    })
  }
  if (ffmpeg.isChosen(path)) return
  throw new EngineError('PLACE_UNKNOWN', `${path} was not chosen in the dialog for programs`, {
    hint: 'Choose the program with the button beside the field.',
  })
}
