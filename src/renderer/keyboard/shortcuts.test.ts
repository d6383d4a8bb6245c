import { expect, test } from 'vitest'
import { keyText } from './key-text.ts'
import { isPressed, type Pressed } from './shortcuts.ts'

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
})

test('Mod is Ctrl, and Command on a Mac', () => {
  expect(isPressed('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true)
  expect(isPressed('Mod+K', press('k', { metaKey: true }), false)).toBe(false)
  expect(isPressed('Mod+K', press('k', { metaKey: true }), true)).toBe(true)
  expect(isPressed('Mod+K', press('k', { ctrlKey: true, metaKey: true }), true)).toBe(false)
})

test('no more keys may be held than asked for', () => {
  expect(isPressed('M', press('m'), false)).toBe(true)
  expect(isPressed('M', press('M', { shiftKey: true }), false)).toBe(false)
  expect(isPressed('M', press('m', { ctrlKey: true }), false)).toBe(false)
  expect(isPressed('M', press('m', { altKey: true }), false)).toBe(false)
})

test('signs are compared by themselves, whatever it takes to type them', () => {
  expect(isPressed('?', press('?', { shiftKey: true }), false)).toBe(true)
  expect(isPressed('/', press('/', { shiftKey: true }), false)).toBe(true)
  expect(isPressed('+', press('+', { shiftKey: true }), false)).toBe(true)
  expect(isPressed('Mod++', press('+'), false)).toBe(false)
  expect(isPressed('Space', press(' '), false)).toBe(true)
})

test('signs that take AltGr or Option are compared by themselves, too', () => {
  const altGr: Partial<Pressed> = { altKey: true, getModifierState: () => true }
  expect(isPressed('[', press('[', altGr), false)).toBe(true)
  expect(isPressed('[', press('[', { ...altGr, ctrlKey: true }), false)).toBe(true)
  expect(isPressed('[', press('[', { altKey: true }), true)).toBe(true)
  expect(isPressed('[', press('[', { ctrlKey: true, altKey: true }), false)).toBe(false)
  expect(isPressed('[', press('[', { metaKey: true, altKey: true }), true)).toBe(false)
})

test('Delete is also what a Mac calls so', () => {
  expect(isPressed('Delete', press('Backspace'), true)).toBe(true)
  expect(isPressed('Delete', press('Delete'), true)).toBe(true)
  expect(isPressed('Delete', press('Backspace', { metaKey: true }), true)).toBe(false)
  expect(isPressed('Delete', press('Backspace'), false)).toBe(false)
  expect(isPressed('Delete', press('Delete'), false)).toBe(true)
})

test('combinations are written as on the system', () => {
  expect(keyText('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z')
  expect(keyText('Mod+Shift+Z', true)).toBe('⌘⇧Z')
  expect([keyText('+', false), keyText('+', true)]).toEqual(['+', '+'])
  expect(keyText('Shift+Up', false)).toBe('Shift+↑')
})
