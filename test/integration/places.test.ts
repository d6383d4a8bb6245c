import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { placeId } from '#shared/model/place.ts'
import { isInside } from '#engine/io/path-rules.ts'
import { Places } from '#main/services/places.ts'
import { database } from '../support/home.ts'
import { errorCode } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

let root: string
let served: string

beforeEach(async () => {
  root = await scratchDir()
  served = join(root, 'served')
  await mkdir(join(served, 'inner'), { recursive: true })
  await mkdir(join(root, 'served-not'))
  await writeFile(join(root, 'secret'), '')
})

describe('where everything may be opened', () => {
  it('what was chosen is known, and all below it; not what only has a name', async () => {
    const places = new Places(await database(), undefined)
    const { path } = await places.admit(served)
    expect(places.isChosen(path)).toBe(false)
    expect(await places.choose(served)).toEqual(await places.admit(served))
    expect(places.isChosen(path)).toBe(true)
    expect(places.isChosen(join(path, 'inner/deeper'))).toBe(true)
    expect(places.isChosen(join(path, '..'))).toBe(false)
    expect(places.isChosen(`${path}-not`)).toBe(false)
    expect(places.isChosen(join(path, '../secret'))).toBe(false)
  })

  it('a place keeps its name over restarts, by whatever way it is reached', async () => {
    const home = await scratchDir()
    const places = new Places(await database(home), undefined)
    await symlink(served, join(root, 'link'))
    const place = await places.admit(join(served, 'inner'))
    expect(place).toMatchObject({ path: join(served, 'inner'), name: 'inner' })
    expect(placeId.safeParse(place.id).success).toBe(true)
    const later = new Places(await database(home), undefined)
    expect(await later.admit(join(root, 'link/inner'))).toEqual(place)
    expect(later.peek(join(served, 'inner'))).toEqual(place)
    expect(later.admitAll([join(served, 'inner')])).toEqual([place])
    expect(await later.resolve(place.id)).toBe(join(served, 'inner'))
  })

  it('names what is not there yet, and finds it once it is', async () => {
    const places = new Places(await database(), undefined)
    const place = places.peek(join(root, 'later'))!
    expect(await errorCode(places.resolve(place.id))).toBe('FILE_MISSING')
    await mkdir(join(root, 'later'))
    expect(await places.resolve(place.id)).toBe(join(root, 'later'))
  })

  it('says what is missing and what is unknown', async () => {
    const places = new Places(await database(), undefined)
    expect(await errorCode(places.admit(join(root, 'nothing')))).toBe('FILE_MISSING')
    expect(await places.tryAdmit(join(root, 'nothing'))).toBeUndefined()
    expect(await errorCode(places.resolve(placeId.parse('a'.repeat(32))))).toBe('PLACE_UNKNOWN')
  })

  it('has a name for the root of the disk', async () => {
    const places = new Places(await database(), undefined)
    expect((await places.admit('/')).name).toBe('/')
  })
})

describe('where folders are served', () => {
  it('admits the folders and what is in them', async () => {
    const places = new Places(await database(), [served])
    for (const path of [served, join(served, 'inner')]) expect((await places.admit(path)).path).toBe(path)
  })

  it('refuses everything else, and does not say whether it exists', async () => {
    const places = new Places(await database(), [served])
    await symlink(join(root, 'secret'), join(served, 'to-secret'))
    await symlink(root, join(served, 'up'))
    for (const path of [
      root,
      join(root, 'secret'),
      join(root, 'nothing'),
      `${served}/../secret`,
      `${served}/inner/../../secret`,
      `${served}-not`,
      join(served, 'to-secret'),
      join(served, 'up/secret'),
      join(served, 'up/served-not'),
      '/etc/passwd',
      '/',
    ]) {
      expect([path, await errorCode(places.admit(path))]).toEqual([path, 'PLACE_OUTSIDE'])
      expect(await places.tryAdmit(path)).toBeUndefined()
    }
    for (const path of [`${served}/../secret`, `${served}-not`, root, '/etc/passwd'])
      expect(places.peek(path)).toBeUndefined()
    expect(() => places.admitAll([served, join(root, 'secret')])).toThrow(/not in a served folder/)
  })

  it('looks again when a name is used: a folder may have become a link', async () => {
    const places = new Places(await database(), [served])
    const place = await places.admit(join(served, 'inner'))
    const peeked = places.peek(join(served, 'new'))!
    await rename(join(served, 'inner'), join(served, 'moved'))
    await symlink(root, join(served, 'inner'))
    await symlink(join(root, 'secret'), join(served, 'new'))
    expect(await errorCode(places.resolve(place.id))).toBe('PLACE_OUTSIDE')
    expect(await errorCode(places.resolve(peeked.id))).toBe('PLACE_OUTSIDE')
    await rm(join(served, 'inner'))
    expect(await errorCode(places.resolve(place.id))).toBe('FILE_MISSING')
  })

  it('refuses names that were given when more was served', async () => {
    const home = await scratchDir()
    const place = await new Places(await database(home), undefined).admit(join(root, 'secret'))
    const places = new Places(await database(home), [served])
    expect(await errorCode(places.resolve(place.id))).toBe('PLACE_OUTSIDE')
  })

  it('serves a folder by a link to it', async () => {
    await symlink(served, join(root, 'link'))
    const places = new Places(await database(), [join(root, 'link')])
    expect((await places.admit(join(root, 'link/inner'))).path).toBe(join(served, 'inner'))
  })
})

it.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/a/..b', '/a', true],
  ['/ab', '/a', false],
  ['/', '/a', false],
  ['/a', '/', true],
])('%s inside %s: %s', (path, folder, inside) => {
  expect(isInside(path, folder)).toBe(inside)
})
