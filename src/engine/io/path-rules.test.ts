import { describe, expect, it } from 'vitest'
import { fileNameProblem } from '#shared/file-names.ts'
import { mayBeInside, nameTrouble } from './path-rules.ts'

const composed = 'küche'.normalize('NFC')
const decomposed = 'küche'.normalize('NFD')

describe('names that a platform keeps for itself', () => {
  it.each([
    'CON',
    'con',
    'NUL',
    'nul.parquet',
    'Aux.tar.gz',
    'COM1',
    'com0.mp4',
    'LPT9',
    'COM¹',
    'CONOUT$',
    'nul .txt',
  ])('Windows keeps %s for a device, others do not', (name) => {
    expect(fileNameProblem(name, 'win32')).toContain('device')
    expect(fileNameProblem(name, 'linux')).toBeUndefined()
    expect(fileNameProblem(name, 'darwin')).toBeUndefined()
  })

  it.each(['end.', 'end ', 'a:b', 'what?', 'a*', '"a"', 'a|b', 'a<b', 'a\tb'])(
    'Windows cannot have %j',
    (name) => {
      expect(fileNameProblem(name, 'win32')).toBeTypeOf('string')
      expect(fileNameProblem(name, 'linux')).toBeUndefined()
    },
  )

  it.each(['console', 'con-1', 'COM10', 'COM', 'null', 'a.con', '.hidden', 'ねこ', 'observation.images.top'])(
    'Windows can have %s',
    (name) => {
      expect(fileNameProblem(name, 'win32')).toBeUndefined()
    },
  )
})

describe('a path in another', () => {
  it.each([
    ['/data/a', '/data/a/b', true],
    ['/data/a', '/data/a', true],
    ['/data/a', '/data/ab', false],
    ['/data/a', '/data', false],
    ['/data/a', '/data/..a', false],
    ['/data', '/data/..a', true],
    ['/data/a', '/DATA/A/b', false],
    [`/${composed}`, `/${decomposed}/b`, false],
  ])('on Linux %s and %s: %s', (outer, inner, expected) => {
    expect(mayBeInside(inner, outer, 'linux')).toBe(expected)
  })

  it.each([
    ['/Data/A', '/data/a/b', true],
    [`/${composed}`, `/${decomposed}/b`, true],
    [`/${decomposed.toUpperCase()}`, `/${composed}`, true],
    ['/data/a', '/data/ab', false],
  ])('on macOS %s and %s: %s', (outer, inner, expected) => {
    expect(mayBeInside(inner, outer, 'darwin')).toBe(expected)
  })

  it.each([
    ['C:\\Data\\A', 'c:\\data\\a\\B', true],
    ['C:\\data', 'C:/data/a', true],
    ['C:\\data\\a', 'D:\\data\\a', false],
    ['\\\\nas\\lab\\a', '\\\\NAS\\lab\\A\\b', true],
    ['\\\\nas\\lab\\a', '\\\\nas\\other\\a', false],
    ['C:\\data\\a', 'C:\\data\\ab', false],
    [`C:\\${composed}`, `C:\\${decomposed}`, false],
  ])('on Windows %s and %s: %s', (outer, inner, expected) => {
    expect(mayBeInside(inner, outer, 'win32')).toBe(expected)
  })
})

describe('files of a result', () => {
  const cameras = ['videos/Top/chunk-000/file-000.mp4', 'videos/top/chunk-000/file-000.mp4']

  it('that differ in case alone are one file on Windows and macOS', () => {
    expect(nameTrouble('/out', cameras, 'linux').twins).toEqual([])
    expect(nameTrouble('/out', cameras, 'darwin').twins).toEqual([cameras])
    expect(nameTrouble('C:\\out', cameras, 'win32').twins).toEqual([cameras])
  })

  it('that differ in how characters are composed are one file on macOS', () => {
    const notes = [`meta/${composed}.md`, `meta/${decomposed}.md`]
    expect(nameTrouble('/out', notes, 'darwin').twins).toEqual([notes])
    expect(nameTrouble('C:\\out', notes, 'win32').twins).toEqual([])
    expect(nameTrouble('/out', notes, 'linux').twins).toEqual([])
  })

  it('in folders that differ in case alone are no twins', () => {
    expect(nameTrouble('/out', ['meta/Notes/a.md', 'meta/notes/b.md'], 'darwin').twins).toEqual([])
  })

  it('below a folder that cannot be are named with the reason', () => {
    const paths = [
      'videos/aux/chunk-000/file-000.mp4',
      'videos/cam:1/chunk-000/file-000.mp4',
      'meta/info.json',
    ]
    expect(nameTrouble('C:\\out', paths, 'win32').impossible).toEqual([
      { path: paths[0], why: expect.stringContaining('device') as string },
      { path: paths[1], why: expect.stringContaining(':') as string },
    ])
    expect(nameTrouble('/out', paths, 'linux').impossible).toEqual([])
  })

  it('are too long for most programs of Windows from 260 characters on', () => {
    const path = 'meta/info.json'
    const folder = `C:\\${'a'.repeat(260 - 4 - path.length)}`
    expect(nameTrouble(folder, [path], 'win32').long).toEqual([path])
    expect(nameTrouble(folder.slice(0, -1), [path], 'win32').long).toEqual([])
    expect(nameTrouble(folder, [path], 'linux').long).toEqual([])
  })
})
