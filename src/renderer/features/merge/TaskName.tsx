import { TextField } from '#renderer/ui/TextField.tsx'
import { useTyped } from '#renderer/ui/use-typed.ts'

interface TaskNameProps {
  readonly text: string
  /** Called when the field is left or Enter is pressed; with nothing to take the sources' wording again. */
  readonly onRename: (text: string) => void
}

/** The wording of a task, changed in place. Escape brings the old one back. */
export function TaskName({ text, onRename }: TaskNameProps) {
  const typed = useTyped(text, onRename)
  return (
    <TextField
      label={`Wording of the task ${text}`}
      isLabelHidden
      value={typed.text}
      onChange={typed.onChange}
      onBlur={typed.commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') typed.commit()
        if (event.key === 'Escape') typed.forget()
      }}
    />
  )
}
