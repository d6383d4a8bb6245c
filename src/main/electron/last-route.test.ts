import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '#main/services/database.ts'
import { Places } from '#main/services/places.ts'
import { Remembered } from '#main/services/remembered.ts'
import { episodePath, routes } from '#shared/routes.ts'
import { restoredRoute } from './last-route.ts'

vi.mock('electron', () => ({ protocol: {} }))

let home: string
let db: Database
let remembered: Remembered
let places: Places

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'episplice-home-'))
  db = openDatabase(home)
  remembered = new Remembered(db)
  places = new Places(db, undefined)
})

afterEach(() => {
  db.close()
  rmSync(home, { recursive: true, force: true })
})

const restored = (route: unknown): Promise<string> => {
  remembered.set('route', route)
  return restoredRoute({ remembered, places })
}

describe('the screen that was shown last', () => {
  it('is the library the first time', async () => {
    expect(await restoredRoute({ remembered, places })).toBe(routes.library)
  })

  it('comes back with its frame', async () => {
    const { id } = await places.admit(home)
    const route = episodePath(id, 3, 12)
    expect(await restored(route)).toBe(route)
    expect(await restored('/history/4')).toBe('/history/4')
  })

  it('is the list of jobs for a job, which is forgotten', async () => {
    expect(await restored('/jobs/6dd6a2a2-31b2-4b5c-9bd2-d9b0a2f0a4f1')).toBe(routes.jobs)
  })

  it('is the library when its dataset is gone', async () => {
    const gone = places.peek(join(home, 'gone'))!
    expect(await restored(episodePath(gone.id, 3, 12))).toBe(routes.library)
    expect(await restored(`/episodes/${'0'.repeat(32)}/1`)).toBe(routes.library)
  })

  it.each(['/nowhere', '/episodes/x/1', '/merge/preview/one', 'https://example.org/', 7])(
    'is the library for %j',
    async (route) => {
      expect(await restored(route)).toBe(routes.library)
    },
  )
})
