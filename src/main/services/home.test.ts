import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { homeFolder } from './home.ts'

const linux = { platform: 'linux', userHome: '/home/ana' } as const

it.each([
  ['EPISPLICE_HOME wins', { EPISPLICE_HOME: '/srv/episplice', XDG_DATA_HOME: '/x' }, '/srv/episplice'],
  ['a relative EPISPLICE_HOME is made absolute', { EPISPLICE_HOME: 'here' }, resolve('here')],
  ['an empty EPISPLICE_HOME is none', { EPISPLICE_HOME: '' }, '/home/ana/.local/share/episplice'],
  ['XDG_DATA_HOME', { XDG_DATA_HOME: '/data' }, '/data/episplice'],
  ['a relative XDG_DATA_HOME is ignored', { XDG_DATA_HOME: 'data' }, '/home/ana/.local/share/episplice'],
  ['nothing', {}, '/home/ana/.local/share/episplice'],
])('on Linux: %s', (_, env, folder) => {
  expect(homeFolder(env, linux)).toBe(folder)
})

it('follows the other platforms', () => {
  expect(homeFolder({}, { platform: 'darwin', userHome: '/Users/ana' })).toBe(
    '/Users/ana/Library/Application Support/Episplice',
  )
  expect(homeFolder({ APPDATA: '/roaming' }, { platform: 'win32', userHome: '/u' })).toBe(
    '/roaming/Episplice',
  )
})
