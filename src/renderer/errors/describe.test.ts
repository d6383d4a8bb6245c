import { expect, test } from 'vitest'
import { errorCodes } from '#shared/errors.ts'
import { describe } from './describe.ts'

test.each(errorCodes)('%s has a title and a body in full sentences', (code) => {
  const { title, body, details } = describe({ code, message: 'file /a/b.parquet has 3 rows' })
  expect(title).toMatch(/^\S.*[^.]$/)
  expect(body).toMatch(/^[A-Z].*\.$/)
  expect(details).toBe(`${code}: file /a/b.parquet has 3 rows`)
})

test('titles tell codes apart', () => {
  const titles = errorCodes.map((code) => describe({ code, message: 'x' }).title)
  expect(new Set(titles).size).toBe(titles.length)
})

test('the hint that came with an error goes before the general one', () => {
  const error = { code: 'OUTPUT_EXISTS', message: '/out exists', hint: 'choose /out-2' } as const
  expect(describe(error).hint).toBe('Choose /out-2.')
})

test('what came with an error is among the details', () => {
  const { details } = describe({ code: 'INTERNAL', message: 'x', details: { line: 3 } })
  expect(details).toContain('"line": 3')
})
