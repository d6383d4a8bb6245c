import { dirname } from 'node:path'
import { dialog, shell, type BrowserWindow, type MessageBoxOptions, type OpenDialogOptions } from 'electron'
import { z } from 'zod'
import type { Desktop } from '#main/services/host.ts'
import type { Remembered } from '#main/services/remembered.ts'

type Purpose = Parameters<Desktop['pick']>[0]

const questions: Readonly<Record<Purpose, OpenDialogOptions>> = {
  root: { title: 'Add a folder with recordings', buttonLabel: 'Add', properties: ['openDirectory'] },
  dataset: { title: 'Open a dataset', buttonLabel: 'Open', properties: ['openDirectory'] },
  output: {
    title: 'Choose where the result goes',
    buttonLabel: 'Choose',
    properties: ['openDirectory', 'createDirectory'],
  },
  parquet: {
    title: 'Open a Parquet file',
    properties: ['openFile'],
    filters: [
      { name: 'Parquet', extensions: ['parquet', 'pq'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  recipe: {
    title: 'Open a recipe',
    properties: ['openFile'],
    filters: [{ name: 'Recipe', extensions: ['json'] }],
  },
  ffmpeg: { title: 'Choose the ffmpeg program', properties: ['openFile'] },
}

/** More would not fit on a screen. */
const SHOWN_PATHS = 12

const KEY = 'folders'
const foldersSchema = z.record(z.string(), z.string())

/**
 * Native dialogs that begin where the last one of the same purpose ended: since Electron 43 the system does not
 * remember it. Both arguments are asked for when a dialog opens.
 */
export function desktopOf(
  window: () => BrowserWindow | undefined,
  remembered: () => Pick<Remembered, 'get' | 'set'>,
): Desktop {
  return {
    pick: async (purpose) => {
      const folders = remembered().get(KEY, foldersSchema) ?? {}
      const defaultPath = folders[purpose]
      const options = { ...questions[purpose], ...(defaultPath === undefined ? {} : { defaultPath }) }
      const parent = window()
      const { canceled, filePaths } =
        parent === undefined
          ? await dialog.showOpenDialog(options)
          : await dialog.showOpenDialog(parent, options)
      const [chosen] = filePaths
      if (canceled || chosen === undefined) return undefined
      const folder = purpose === 'root' || purpose === 'output' ? chosen : dirname(chosen)
      try {
        remembered().set(KEY, { ...folders, [purpose]: folder })
      } catch {
        // A dialog that begins elsewhere next time is no reason to fail.
      }
      return chosen
    },
    mayOpen: async (paths) => {
      const parent = window()
      const options = openingQuestion(paths)
      const { response } =
        parent === undefined
          ? await dialog.showMessageBox(options)
          : await dialog.showMessageBox(parent, options)
      return response === 1
    },
    reveal: (place) => {
      shell.showItemInFolder(place.path)
      return Promise.resolve()
    },
  }
}

function openingQuestion(paths: readonly string[]): MessageBoxOptions {
  const one = paths.length === 1
  const more = paths.length - SHOWN_PATHS
  return {
    type: 'question',
    message: `This recipe names ${one ? 'a dataset that was' : `${paths.length} datasets that were`} not opened here lately.`,
    detail: [...paths.slice(0, SHOWN_PATHS), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    buttons: ['Cancel', one ? 'Open it' : 'Open them'],
    defaultId: 1,
    cancelId: 0,
    noLink: true,
  }
}
