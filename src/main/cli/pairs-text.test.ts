import { describe, expect, it } from 'vitest'
import { pairsText, shortened, wrapLines } from './pairs-text.ts'

describe('wrapLines', () => {
  it.each([
    ['between words', 'one two three', 8, ['one two', 'three']],
    ['not at all when it fits', 'one two', 7, ['one two']],
    [
      'long words after a mark',
      'stats/observation.images.top/mean',
      30,
      ['stats/observation.images.top/', 'mean'],
    ],
    ['long words anywhere if there is none', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['with the indent on every line', '  one two', 6, ['  one', '  two']],
    ['not inside a character', 'abc😀', 4, ['abc', '😀']],
    ['nothing', '', 10, ['']],
  ])('breaks %s', (_, text, width, lines) => {
    expect(wrapLines(text, width)).toEqual(lines)
  })
})

describe('pairsText', () => {
  it('aligns both columns and the figures', () => {
    const pairs = [
      { left: 'a', right: ['first of many words', 'second'], end: '1 B' },
      { left: 'longer', right: ['short'], end: '20 kB' },
    ]
    expect(pairsText(pairs, 30).split('\n')).toEqual([
      '  a       first of many    1 B',
      '          words',
      '          second',
      '  longer  short          20 kB',
    ])
  })

  it('wraps lists of names between the names', () => {
    expect(pairsText([{ left: 'alpha, beta, gamma, delta, epsilon', right: ['x'] }], 60).split('\n')).toEqual(
      ['  alpha, beta, gamma,   x', '  delta, epsilon'],
    )
  })

  it('never passes the width', () => {
    const pairs = [
      { left: 'x'.repeat(70), right: [`struct<${'field: double, '.repeat(20)}>`], end: '123 MB' },
    ]
    for (const width of [40, 80, 120]) {
      expect(
        Math.max(
          ...pairsText(pairs, width)
            .split('\n')
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(width)
    }
  })
})

describe('shortened', () => {
  it.each([
    ['short', 5, 'short'],
    ['longer text', 5, 'long…'],
    ['abc😀de', 5, 'abc…'],
  ])('%s to %i characters', (text, length, short) => {
    expect(shortened(text, length)).toBe(short)
  })
})
