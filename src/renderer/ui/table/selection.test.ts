import { expect, test } from 'vitest'
import { nextIndex } from './next-index.ts'
import { extendTo, kept, moveTo, noSelection, selectAll, selectOnly, toggle } from './selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']
const keys = (selection: { keys: ReadonlySet<string> }) => [...selection.keys].sort().join('')

test('moving chooses nothing', () => {
  const selection = moveTo(selectOnly('b'), 'd')
  expect(keys(selection)).toBe('b')
  expect(selection.active).toBe('d')
})

test('toggling adds and takes away', () => {
  const both = toggle(selectOnly('a'), 'c')
  expect(keys(both)).toBe('ac')
  expect(keys(toggle(both, 'a'))).toBe('c')
})

test('an extension grows, shrinks and turns around its anchor', () => {
  const down = extendTo(selectOnly('b'), 'd', order)
  expect(keys(down)).toBe('bcd')
  expect(keys(extendTo(down, 'c', order))).toBe('bc')
  expect(keys(extendTo(down, 'a', order))).toBe('ab')
})

test('an extension keeps what was chosen elsewhere', () => {
  expect(keys(extendTo(toggle(selectOnly('a'), 'c'), 'd', order))).toBe('acd')
})

test('an extension whose anchor is filtered away chooses the row', () => {
  expect(keys(extendTo(selectOnly('x'), 'b', order))).toBe('bx')
})

test('choosing all twice chooses none', () => {
  const all = selectAll(noSelection, order)
  expect(keys(all)).toBe('abcde')
  expect(keys(selectAll(all, order))).toBe('')
})

test('rows that are gone are not chosen', () => {
  const selection = selectAll(noSelection, order)
  expect(keys(kept(selection, (key) => key !== 'c'))).toBe('abde')
  expect(kept(selection, () => true)).toBe(selection)
})

test('keys move within the list', () => {
  expect(nextIndex('ArrowDown', -1, 5, 3)).toBe(0)
  expect(nextIndex('ArrowDown', 4, 5, 3)).toBe(4)
  expect(nextIndex('ArrowUp', 0, 5, 3)).toBe(0)
  expect(nextIndex('PageDown', 1, 5, 3)).toBe(4)
  expect(nextIndex('PageUp', 4, 5, 3)).toBe(1)
  expect(nextIndex('End', 1, 5, 3)).toBe(4)
  expect(nextIndex('a', 1, 5, 3)).toBeUndefined()
  expect(nextIndex('Home', 0, 0, 3)).toBeUndefined()
})
