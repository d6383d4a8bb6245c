import { useState } from 'react'
import { TextField } from '#renderer/ui/TextField.tsx'

interface TaskNameProps {
  readonly text: string
  /** Called when the field is left or Enter is pressed; with nothing to take the sources' wording again. */
  readonly onRename: (text: string) => void
}

/** The wording of a task, changed in place. Escape brings the old one back. */
export function TaskName({ text, onRename }: TaskNameProps) {
  const [typed, setTyped] = useState<string>()
  const commit = () => {
    setTyped(undefined)
    if (typed !== undefined && typed.trim() !== text) onRename(typed.trim())
  }
  return (
    <TextField
      label={`Wording of the task ${text}`}
      isLabelHidden
      value={typed ?? text}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setTyped(undefined)
      }}
    />
  )
}
