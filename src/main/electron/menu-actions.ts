import { parquetPath, routes } from '#shared/routes.ts'
import type { Application } from '#main/application.ts'
import type { MenuActions } from './menu.ts'

/** What the menu's actions end in. */
export interface WindowActions {
  readonly show: (route: string) => void
  readonly openDataset: (path: string) => Promise<void>
  readonly notice: (error: unknown) => void
}

/** What the menu does with this application. */
export function menuActions(
  application: Application,
  { show, openDataset, notice }: WindowActions,
): MenuActions {
  const { places, library, host } = application.services
  const picking = (purpose: 'dataset' | 'parquet' | 'root', then: (path: string) => Promise<void>) => () => {
    host.desktop
      ?.pick(purpose)
      .then((path) => (path === undefined ? undefined : then(path)))
      .catch(notice)
  }
  return {
    go: show,
    openDataset: picking('dataset', openDataset),
    openParquet: picking('parquet', async (path) => {
      show(parquetPath((await places.choose(path)).id))
    }),
    addFolder: picking('root', async (path) => {
      await library.addRoot((await places.choose(path)).id)
      show(routes.library)
    }),
  }
}
