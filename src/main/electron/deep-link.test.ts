import { describe, expect, test } from 'vitest'
import { momentLink } from '#shared/routes.ts'
import { placeId } from '#shared/model/place.ts'
import { ownArguments, routeOf, targetOfArguments } from './deep-link.ts'

test.each([
  [['/opt/episplice-app', '/data/monday'], true, ['/data/monday']],
  [['/opt/episplice-app'], true, []],
  [['electron', '/src/episplice', '/data/monday'], false, ['/data/monday']],
  [['electron', '--inspect=0', '/src/episplice/index.js', '--flag'], false, ['--flag']],
  [['electron', '.'], false, []],
])('of %j (packaged: %s) the application itself is no argument', (argv, isPackaged, own) => {
  expect(ownArguments(argv, isPackaged)).toEqual(own)
})

describe('a link to a dataset', () => {
  test('names its path', () => {
    expect(targetOfArguments(['episplice://dataset?path=%2Fdata%2Fmon%20day'])).toEqual({
      path: '/data/mon day',
      moment: undefined,
      isChosen: false,
    })
  })
  test('may name a frame of an episode', () => {
    const link = momentLink('/data/mon day+1', 3, 12)
    expect(targetOfArguments([link])).toMatchObject({
      path: '/data/mon day+1',
      moment: { episode: 3, frame: 12 },
    })
    const nonsense = 'episplice://dataset?path=/data&episode=-1&frame=x'
    expect(targetOfArguments([nonsense])).toMatchObject({ path: '/data', moment: undefined })
  })
  test('may be a plain path of the command line', () => {
    expect(targetOfArguments(['--flag', '/data/monday'])).toEqual({
      path: '/data/monday',
      moment: undefined,
      isChosen: true,
    })
  })
  test('is followed, but is not what the user chose, as a plain path is', async () => {
    const chosen: string[] = []
    const admit = (path: string) => Promise.resolve({ id: placeId.parse('a'.repeat(20)), path, name: 'data' })
    const choose = (path: string) => {
      chosen.push(path)
      return admit(path)
    }
    const follow = (argument: string) => routeOf(targetOfArguments([argument])!, { admit, choose })
    expect(await follow('episplice://dataset?path=/')).toBe(`/episodes/${'a'.repeat(20)}`)
    expect(chosen).toEqual([])
    await follow('/data/monday')
    expect(chosen).toEqual(['/data/monday'])
  })
  test('to another machine is refused with a reason, and never followed', async () => {
    const never = () => {
      throw new Error('it was looked at')
    }
    const link = targetOfArguments(['episplice://dataset?path=//server/share'])!
    await expect(routeOf(link, { admit: never, choose: never })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
    })
  })
  test('to another machine is fine where a person named it, in a dialog or when starting', async () => {
    const chosen: string[] = []
    const choose = (path: string) => {
      chosen.push(path)
      return Promise.resolve({ id: placeId.parse('a'.repeat(32)), path, name: 'share' })
    }
    await routeOf(targetOfArguments(['//server/share'])!, { admit: choose, choose })
    expect(chosen).toEqual(['//server/share'])
  })
  test.each([
    'episplice://merge?path=/data',
    'episplice://dataset',
    'episplice://dataset?path=relative',
    'episplice://dataset?path=/data%00',
    'https://example.org/dataset?path=/data',
    '--no-sandbox',
  ])('is nothing in %s', (argument) => {
    expect(targetOfArguments([argument])).toBeUndefined()
  })
})
