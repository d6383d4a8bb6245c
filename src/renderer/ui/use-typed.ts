import { useEffect, useEffectEvent, useRef, useState } from 'react'

/**
 * What is typed into a field whose text counts once it is left. `commit` gives it, without space around it, to `onCommit`
 * where it differs from `value`, as do leaving the screen and the page; `forget` drops it.
 */
export function useTyped(value: string, onCommit: (text: string) => void) {
  const [typed, setTyped] = useState<string>()
  // Not the state: the field may go in the very go that commits it.
  const pending = useRef<string>(undefined)
  const type = (text: string | undefined) => {
    pending.current = text
    setTyped(text)
  }
  const commit = () => {
    const text = pending.current?.trim()
    type(undefined)
    if (text !== undefined && text !== value) onCommit(text)
  }
  const onGone = useEffectEvent(commit)
  useEffect(() => {
    const onLeaving = () => {
      onGone()
    }
    // Not `pagehide`: that is when what is left to send is sent, whoever hears of it first.
    window.addEventListener('beforeunload', onLeaving)
    return () => {
      window.removeEventListener('beforeunload', onLeaving)
      onGone()
    }
  }, [])
  return {
    text: typed ?? value,
    onChange: type,
    commit,
    forget: () => {
      type(undefined)
    },
  }
}
