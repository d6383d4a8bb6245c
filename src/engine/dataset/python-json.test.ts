import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EngineError } from '#shared/errors.ts'
import { formatPythonJson, parsePythonJson, sameJson } from './python-json.ts'

const fixtures = join(import.meta.dirname, '../../../test/fixtures')

describe('JSON as Python writes it', () => {
  it('reads and writes back NaN and infinities', () => {
    const text = '{\n    "a": [\n        NaN,\n        -Infinity,\n        Infinity\n    ]\n}'
    const value = parsePythonJson(text, 'x')
    expect(value).toEqual({ a: [NaN, -Infinity, Infinity] })
    expect(formatPythonJson(value)).toBe(text)
  })

  it('keeps the spelling of numbers that were not changed', () => {
    const text = '{\n    "fps": 30.0,\n    "small": 1e-05,\n    "big": 12345678901234567890\n}'
    const value = parsePythonJson(text, 'x') as Record<string, number>
    expect(formatPythonJson(value)).toBe(text)
    expect(formatPythonJson({ fps: value['fps']! })).toContain('"fps": 30')
  })

  it('writes whole floats as floats where their type matters, counts as integers', () => {
    const text = formatPythonJson({ mean: [1, 0.5], count: [3] }, { floats: { integerKeys: ['count'] } })
    expect(text.replaceAll(/\s/g, '')).toBe('{"mean":[1.0,0.5],"count":[3]}')
  })

  it.each(['pick_a', 'pick_c', 'depth', 'streaming'])('reproduces info.json of %s byte for byte', (name) => {
    const text = readFileSync(join(fixtures, name, 'meta/info.json'), 'utf8')
    expect(formatPythonJson(parsePythonJson(text, name))).toBe(text)
  })

  it.each(['{', '{"a":}', '[1,]', '{"a":1}}', '01', '"\\x"', 'nul', '[1 2]', '', '"open'])(
    'refuses %s with a code',
    (text) => {
      expect(() => parsePythonJson(text, 'meta/info.json')).toThrow(EngineError)
      expect(() => parsePythonJson(text, 'meta/info.json')).toThrow(/meta\/info\.json: .* on line 1/)
    },
  )

  it('refuses deep nesting without overflowing the stack', () => {
    expect(() => parsePythonJson('['.repeat(100_000), 'x')).toThrow(/nested too deeply/)
  })

  it('makes __proto__ an ordinary key', () => {
    const value = parsePythonJson('{"__proto__": {"polluted": 1}}', 'x') as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('compares by value', () => {
    expect(sameJson(parsePythonJson('{"a": 30.0, "b": NaN}', 'x'), { b: NaN, a: 30 })).toBe(true)
    expect(sameJson({ a: 1 }, { a: 1, b: null })).toBe(false)
    expect(sameJson([1, 2], [2, 1])).toBe(false)
  })
})
