import type { MouseEvent } from 'react'

/**
 * On mouse down, beside something that has keys of its own: a button that is clicked does not take the keyboard with it, so
 * that the next Space is not one more press of it.
 */
export function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault()
}
