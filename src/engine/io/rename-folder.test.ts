import { describe, expect, it } from 'vitest'
import { renameFolder, type RenamingSystem } from './rename-folder.ts'

/** A system that answers with errors first, and takes no time. */
function systemOf(platform: string, answers: readonly string[], isTaken = false) {
  const tries: string[] = []
  const pauses: number[] = []
  const system: RenamingSystem = {
    platform,
    rename: (from, to) => {
      const code = answers[tries.length]
      tries.push(`${from} ${to}`)
      return code === undefined
        ? Promise.resolve()
        : Promise.reject(Object.assign(new Error(code), { code, errno: -1 }))
    },
    wait: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
    exists: () => Promise.resolve(isTaken),
  }
  return { system, tries, pauses }
}

describe('a folder that gets its name', () => {
  it('is renamed once where nothing is in the way', async () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const { system, tries } = systemOf(platform, [])
      await renameFolder('a', 'b', system)
      expect(tries).toEqual(['a b'])
    }
  })

  it('is tried again on Windows while a file of it is open', async () => {
    const { system, tries, pauses } = systemOf('win32', ['EPERM', 'EBUSY', 'EACCES'])
    await renameFolder('a', 'b', system)
    expect(tries).toHaveLength(4)
    expect(pauses).toEqual([20, 50, 100])
  })

  it('is given up on after about three seconds, with what Windows said', async () => {
    const { system, pauses } = systemOf('win32', Array<string>(20).fill('EPERM'))
    await expect(renameFolder('a', 'b', system)).rejects.toMatchObject({ code: 'EPERM' })
    expect(pauses.reduce((sum, pause) => sum + pause)).toBe(3170)
  })

  it('is not tried again where the name is taken, on other errors, or on other systems', async () => {
    for (const { system, tries } of [
      systemOf('win32', ['EPERM'], true),
      systemOf('win32', ['ENOSPC']),
      systemOf('linux', ['EPERM']),
      systemOf('darwin', ['ENOTEMPTY']),
    ]) {
      await expect(renameFolder('a', 'b', system)).rejects.toThrow()
      expect(tries).toHaveLength(1)
    }
  })
})
