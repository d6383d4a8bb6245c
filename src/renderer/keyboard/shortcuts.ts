import { isMac, keyParts } from './key-text.ts'

/** What a combination is compared with: the part of a KeyboardEvent that matters. */
export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
  readonly getModifierState?: (key: 'AltGraph') => boolean
}

const named: Readonly<Record<string, string>> = {
  Space: ' ',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Esc: 'Escape',
}
/** What the key sends that a Mac calls Delete. */
const MAC_DELETE = 'Backspace'

/**
 * Whether a combination such as `Mod+K` was pressed: `Mod` is Ctrl, or Command on a Mac. A sign that needs Shift, AltGr
 * or Option on some keyboards, as `?` and `[`, is compared by itself.
 */
export function isPressed(keys: string, event: Pressed, mac = isMac): boolean {
  const parts = keyParts(keys)
  const key = parts.pop()!
  const isLetter = /^[a-z]$/i.test(key)
  const wanted = named[key] ?? key
  const pressed = mac && event.key === MAC_DELETE ? 'Delete' : event.key
  const sameKey = isLetter ? pressed.toLowerCase() === wanted.toLowerCase() : pressed === wanted
  const isSign = wanted.length === 1 && !isLetter && wanted !== ' '
  // Windows calls AltGr Ctrl and Alt.
  const isComposed =
    isSign && !event.metaKey && (mac ? event.altKey : event.getModifierState?.('AltGraph') === true)
  if (isComposed) return sameKey && parts.length === 0
  return (
    sameKey &&
    (mac ? event.metaKey : event.ctrlKey) === parts.includes('Mod') &&
    !(mac ? event.ctrlKey : event.metaKey) &&
    event.altKey === parts.includes('Alt') &&
    (isSign || event.shiftKey === parts.includes('Shift'))
  )
}

/** Whether the user is typing text there, so that letters are not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
}

/** What text fields do with combinations themselves. */
const ofText: readonly string[] = ['Mod+Z', 'Mod+Shift+Z', 'Mod+A']

/** Whether a combination is a part of typing there: a letter, or undoing what was typed. */
export function isTyped(keys: string, target: EventTarget | null): boolean {
  return isTyping(target) && (!keys.includes('Mod+') || ofText.includes(keys))
}

/** What the key that plays presses or opens when it has the focus. */
const PRESSED = 'button, a, summary, input, [role=tab]'

/** Whether a key is the one that presses what has the focus. */
export function pressesButton(keys: string, target: EventTarget | null): boolean {
  return keys === 'Space' && target instanceof HTMLElement && target.closest(PRESSED) !== null
}
