import { EngineError } from '#shared/errors.ts'
import { listFolder } from '#main/services/folders.ts'
import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** How files and folders come into the application: by a dialog, by a drop, or by browsing the served folders. */
export function folderHandlers({ host, places, ffmpeg }: Services): Handlers<Area<'folders'>> {
  return {
    'folders.pick': async ({ purpose }) => {
      if (host.desktop === undefined)
        throw new EngineError('NOT_AVAILABLE', 'a browser has no dialogs for folders of this machine')
      const path = await host.desktop.pick(purpose)
      if (path === undefined) return undefined
      const place = await places.choose(path)
      if (purpose === 'ffmpeg') ffmpeg.choose(place.path)
      return place
    },
    'folders.drop': ({ path }) => places.choose(path),
    'folders.list': ({ folder }) => {
      if (host.servedFolders === undefined)
        throw new EngineError('NOT_AVAILABLE', 'folders are chosen in a dialog here')
      return listFolder(places, host.servedFolders, folder)
    },
  }
}
