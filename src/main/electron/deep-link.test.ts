import { describe, expect, test } from 'vitest'
import { datasetOfArguments } from './deep-link.ts'

describe('a link to a dataset', () => {
  test('names its path', () => {
    expect(datasetOfArguments(['episplice://dataset?path=%2Fdata%2Fmon%20day'])).toBe('/data/mon day')
  })
  test('may be a plain path of the command line', () => {
    expect(datasetOfArguments(['--flag', '/data/monday'])).toBe('/data/monday')
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
    expect(datasetOfArguments([argument])).toBeUndefined()
  })
})
