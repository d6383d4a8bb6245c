import { describe, expect, test } from 'vitest'
import { momentLink } from '#shared/routes.ts'
import { ownArguments, targetOfArguments } from './deep-link.ts'

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
    })
  })
  test('may name a frame of an episode', () => {
    const link = momentLink('/data/mon day+1', 3, 12)
    expect(targetOfArguments([link])).toEqual({ path: '/data/mon day+1', moment: { episode: 3, frame: 12 } })
    const nonsense = 'episplice://dataset?path=/data&episode=-1&frame=x'
    expect(targetOfArguments([nonsense])).toEqual({ path: '/data', moment: undefined })
  })
  test('may be a plain path of the command line', () => {
    expect(targetOfArguments(['--flag', '/data/monday'])).toEqual({
      path: '/data/monday',
      moment: undefined,
    })
  })
  test.each([
    'episplice://merge?path=/data',
    'episplice://dataset',
    'episplice://dataset?path=relative',
    'episplice://dataset?path=%5C%5Cserver%5Cshare',
    'episplice://dataset?path=//server/share',
    'episplice://dataset?path=/data%00',
    'https://example.org/dataset?path=/data',
    '--no-sandbox',
  ])('is nothing in %s', (argument) => {
    expect(targetOfArguments([argument])).toBeUndefined()
  })
})
