import type { MouseEvent } from 'react'
import { isTyping } from '../keyboard/shortcuts.ts'

/**
 * On mouse down, beside something that has keys of its own: a button that is clicked does not take the keyboard with it, so
 * that the next Space is not one more press of it. A field that is typed in is left, which takes over what was typed.
 */
export function keepFocus(event: MouseEvent): void {
  if (isTyping(document.activeElement)) return
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault()
}
