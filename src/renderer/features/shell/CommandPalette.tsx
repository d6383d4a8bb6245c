import { Search } from 'lucide-react'
import { useId, useState } from 'react'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { matchingCommands } from './commands.ts'
import { useCommands } from './use-commands.ts'
import styles from './CommandPalette.module.css'

interface CommandPaletteProps {
  readonly onClose: () => void
  readonly onOpenDataset: () => void
  readonly onKeys: () => void
}

/** Goes to any screen or dataset by some letters of its name. */
export function CommandPalette({ onClose, onOpenDataset, onKeys }: CommandPaletteProps) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const commands = matchingCommands(useCommands({ onOpenDataset, onKeys }), query)
  const active = Math.min(chosen, commands.length - 1)
  const id = useId()
  const run = (index: number) => {
    const command = commands[index]
    if (command === undefined) return
    onClose()
    command.run()
  }
  return (
    <Dialog title="Commands" onClose={onClose}>
      <div className={styles.palette}>
        <TextField
          label="Command"
          isLabelHidden
          icon={Search}
          placeholder="Screen or dataset"
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
          value={query}
          onChange={(value) => {
            setQuery(value)
            setChosen(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setChosen(Math.min(active + 1, commands.length - 1))
            else if (event.key === 'ArrowUp') setChosen(Math.max(active - 1, 0))
            else if (event.key === 'Enter') run(active)
            else return
            event.preventDefault()
          }}
        />
        <ul id={`${id}-list`} className={styles.list} role="listbox" aria-label="Commands">
          {commands.map((command, index) => (
            <li
              key={command.id}
              id={`${id}-${index}`}
              ref={index === active ? intoView : undefined}
              className={styles.command}
              role="option"
              aria-selected={index === active}
              onClick={() => {
                run(index)
              }}
            >
              <span className={styles.label}>{command.label}</span>
              <span className={styles.note}>{command.note}</span>
            </li>
          ))}
        </ul>
        {commands.length === 0 && <p className={styles.nothing}>Nothing is called that.</p>}
      </div>
    </Dialog>
  )
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}
