import { useEffect, useEffectEvent } from 'react'
import type { KeyBinding } from './keymap.ts'
import { isPressed, isTyped, pressesButton } from './shortcuts.ts'

/** What has the keys to itself while it is there. In a menu, letters lead to its items. */
const BEFORE = 'dialog[open], [role=menu]'

/**
 * Does something when one of a binding's combinations is pressed, for as long as the component is there. Not while a
 * dialog or a menu is open, not once more while the key is held unless the binding says so, and not while typing unless
 * the combination has Ctrl or Command in it and is none that text fields have. The handler is given the combination that
 * was pressed.
 */
export function useShortcut(binding: KeyBinding, handler: (keys: string) => void, isEnabled = true): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!isEnabled || event.defaultPrevented || document.querySelector(BEFORE) !== null) return
    const keys = binding.keys.find((each) => isPressed(each, event))
    if (keys === undefined || isTyped(keys, event.target) || pressesButton(keys, event.target)) return
    event.preventDefault()
    if (!event.repeat || binding.isHeld === true) handler(keys)
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
