import type { KeyboardEvent } from 'react'

/** In a field that searches a table: Down and Enter lead to the table, where the arrow keys go on. */
export function goOnInTable(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
  const pane = event.currentTarget.closest('[role=tabpanel], main')
  pane?.querySelector<HTMLElement>('[role=grid]')?.focus()
  event.preventDefault()
}
