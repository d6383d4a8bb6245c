import { useEffect, useEffectEvent } from 'react'
import type { KeyBinding } from './keymap.ts'
import { isPressed, isTyped, pressesButton } from './shortcuts.ts'

/**
 * Does something when one of a binding's combinations is pressed, for as long as the component is there. Not while a
 * dialog is open, and not while typing unless the combination has Ctrl or Command in it and is none that text fields have.
 * The handler is given the combination that was pressed.
 */
export function useShortcut(binding: KeyBinding, handler: (keys: string) => void, isEnabled = true): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!isEnabled || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
    const keys = binding.keys.find((each) => isPressed(each, event))
    if (keys === undefined || isTyped(keys, event.target) || pressesButton(keys, event.target)) return
    event.preventDefault()
    handler(keys)
  })
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
