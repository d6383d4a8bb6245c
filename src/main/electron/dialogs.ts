import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { z } from 'zod'
import type { Desktop } from '#main/services/host.ts'

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

const rememberedSchema = z.record(z.string(), z.string())

/**
 * Native dialogs that begin where the last one of the same purpose ended: since Electron 43 the system does not
 * remember it.
 */
export function desktopOf(home: string, window: () => BrowserWindow | undefined): Desktop {
  const file = join(home, 'folders.json')
  const remembered = readRemembered(file)
  return {
    pick: async (purpose) => {
      const defaultPath = remembered[purpose]
      const options = { ...questions[purpose], ...(defaultPath === undefined ? {} : { defaultPath }) }
      const parent = window()
      const { canceled, filePaths } =
        parent === undefined
          ? await dialog.showOpenDialog(options)
          : await dialog.showOpenDialog(parent, options)
      const [chosen] = filePaths
      if (canceled || chosen === undefined) return undefined
      remembered[purpose] = purpose === 'root' || purpose === 'output' ? chosen : dirname(chosen)
      writeRemembered(file, remembered)
      return chosen
    },
    reveal: (place) => {
      shell.showItemInFolder(place.path)
      return Promise.resolve()
    },
  }
}

function readRemembered(file: string): Record<string, string> {
  try {
    return rememberedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {} // The first time, or not ours: dialogs begin where the system wants.
  }
}

function writeRemembered(file: string, remembered: Readonly<Record<string, string>>): void {
  try {
    writeFileSync(file, JSON.stringify(remembered))
  } catch {
    // A dialog that begins elsewhere next time is no reason to fail.
  }
}
