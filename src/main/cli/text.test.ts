import { expect, it } from 'vitest'
import { harmless } from './text.ts'

it('shows what a terminal would obey, and keeps lines, tabs and every other character', () => {
  expect(harmless('pick\u001b[2J\u0007 up\r\u009b31m\u007f')).toBe('pick␛[2J␇ up␍\ufffd31m␡')
  const plain = 'two\nlines\tand "Würfel" 🤖 ␛'
  expect(harmless(plain)).toBe(plain)
})
