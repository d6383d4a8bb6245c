import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createApplication } from '#main/application.ts'
import { nodeHost } from '#main/http/node-host.ts'
import { DATABASE_FILE } from '#main/services/database.ts'
import { scratchDir } from '../support/scratch.ts'

it('an application that cannot begin leaves no database open', async () => {
  const home = await scratchDir()
  const host = { ...nodeHost([]), servedFolders: [join(home, 'gone')] }
  expect(() => createApplication({ host, home })).toThrow(/ENOENT/)
  // What SQLite keeps beside an open one is gone.
  expect(await readdir(home)).toEqual([DATABASE_FILE])
})
