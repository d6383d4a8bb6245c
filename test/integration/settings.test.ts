import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#shared/model/settings.ts'
import { z } from 'zod'
import { folderHandlers } from '#main/handlers/folders.ts'
import { settingsHandlers } from '#main/handlers/settings.ts'
import { Ffmpeg } from '#main/services/ffmpeg.ts'
import { Events } from '#main/services/events.ts'
import type { Desktop } from '#main/services/host.ts'
import { Places } from '#main/services/places.ts'
import { Remembered } from '#main/services/remembered.ts'
import type { Services } from '#main/services/services.ts'
import { Settings } from '#main/services/settings.ts'
import { database } from '../support/home.ts'
import { scratchDir } from '../support/scratch.ts'

const defaults = settingsSchema.parse({})

it('have defaults, change one by one, and are told to everyone', async () => {
  const home = await scratchDir()
  const events = new Events()
  const told: unknown[] = []
  events.subscribe(({ data }) => told.push(data))
  const settings = new Settings(await database(home), events)
  expect(settings.get()).toEqual(defaults)
  settings.set({ theme: 'dark' })
  expect(settings.set({ dataMb: 50 })).toEqual({ ...defaults, theme: 'dark', dataMb: 50 })
  expect(told).toHaveLength(2)
  expect(new Settings(await database(home)).get()).toEqual({ ...defaults, theme: 'dark', dataMb: 50 })
})

it('fall back to the default where the database holds something else', async () => {
  const db = await database()
  for (const [key, value] of [
    ['theme', '"purple"'],
    ['dataMb', '-1'],
    ['chunkSize', '{'],
    ['unknown', '1'],
    ['videoMb', '10'],
  ])
    db.prepare('INSERT INTO settings VALUES (?, ?)').run(key!, value!)
  expect(new Settings(db).get()).toEqual({ ...defaults, videoMb: 10 })
})

it('remembers things by themselves, as long as they fit', async () => {
  const remembered = new Remembered(await database())
  const size = z.object({ width: z.number() })
  expect(remembered.get('window', size)).toBeUndefined()
  remembered.set('window', { width: 800 })
  remembered.set('window', { width: 900 })
  expect(remembered.get('window', size)).toEqual({ width: 900 })
  expect(remembered.get('window', z.string())).toBeUndefined()
})

describe('the program that makes pictures', () => {
  async function handlers(desktop: Desktop | undefined) {
    const db = await database()
    const places = new Places(db, undefined)
    const settings = new Settings(db)
    const ffmpeg = new Ffmpeg(() => settings.get().ffmpegPath)
    const services = { settings, places, ffmpeg, host: { desktop } } as unknown as Services
    const set = settingsHandlers(services)['settings.set']
    const pick = folderHandlers(services)['folders.pick']
    const context = { signal: new AbortController().signal }
    return {
      places,
      pick: (purpose: 'ffmpeg' | 'dataset') => pick({ purpose }, context),
      set: (ffmpegPath: string) => set({ ffmpegPath }, context),
    }
  }
  /** Where every dialog ends with the same program. */
  const desktop = { pick: () => Promise.resolve(process.execPath) } as unknown as Desktop

  it('is one that was chosen in the dialog for programs', async () => {
    const { places, pick, set } = await handlers(desktop)
    const { path } = await places.admit(process.execPath)
    await pick('dataset')
    expect(() => set(path)).toThrow(/not chosen in the dialog for programs/)
    await pick('ffmpeg')
    expect(await set(path)).toMatchObject({ ffmpegPath: path })
    expect(() => set('/bin/sh')).toThrow(/not chosen/)
    expect(await set('')).toMatchObject({ ffmpegPath: '' })
  })

  it('is nothing that a browser decides', async () => {
    const { places, set } = await handlers(undefined)
    const { path } = await places.admit(process.execPath)
    expect(() => set(path)).toThrow(/a browser cannot say/)
    expect(await set('')).toMatchObject({ ffmpegPath: '' })
  })
})
