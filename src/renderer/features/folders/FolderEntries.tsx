import { Database, File, Folder } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import type { FolderEntry, PlaceId } from '#shared/model/place.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { nextIndex } from '#renderer/ui/table/next-index.ts'
import styles from './FolderDialog.module.css'

const icons = { folder: Folder, dataset: Database, file: File } as const

interface FolderEntriesProps {
  /** Whose entries these are; undefined at the top, and while they are looked for. */
  readonly folder: PlaceId | undefined
  readonly entries: readonly FolderEntry[]
  readonly isLoading: boolean
  /** Entries that are there but not listed. */
  readonly omitted: number
  readonly onActive: (entry: FolderEntry) => void
  /** Enter, a double click or the right arrow. */
  readonly onOpen: (entry: FolderEntry) => void
  /** Backspace or the left arrow. */
  readonly onUp: () => void
}

/** What is in a folder, as a list to walk through with the arrow keys. */
export function FolderEntries({
  folder,
  entries,
  isLoading,
  omitted,
  onActive,
  onOpen,
  onUp,
}: FolderEntriesProps) {
  const [active, setActive] = useState(-1)
  const [last, setLast] = useState(folder)
  // The list stays where it is from folder to folder: the focus would be lost with it.
  if (folder !== last) {
    setLast(folder)
    setActive(-1)
  }
  const id = useId()
  const choose = (index: number) => {
    const entry = entries[index]
    if (entry === undefined) return
    setActive(index)
    onActive(entry)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const entry = entries[active]
    const next = nextIndex(event.key, active, entries.length, 10)
    if (next !== undefined) choose(next)
    else if (event.key === 'Enter' && entry) onOpen(entry)
    else if (event.key === 'ArrowRight' && entry && entry.kind !== 'file') onOpen(entry)
    else if (event.key === 'Backspace' || event.key === 'ArrowLeft') onUp()
    else return
    event.preventDefault()
  }
  return (
    <ul
      className={styles.entries}
      role="listbox"
      aria-label="Entries"
      tabIndex={0}
      data-autofocus
      aria-busy={isLoading}
      aria-activedescendant={entries[active] === undefined ? undefined : `${id}-${active}`}
      onKeyDown={onKeyDown}
    >
      {isLoading && (
        <li className={styles.nothing} role="presentation">
          <Spinner label="Looking into the folder…" />
        </li>
      )}
      {entries.map((entry, index) => {
        const Icon = icons[entry.kind]
        return (
          <li
            key={entry.place.id}
            id={`${id}-${index}`}
            ref={index === active ? intoView : undefined}
            className={styles.entry}
            data-kind={entry.kind}
            role="option"
            aria-selected={index === active}
            title={entry.place.path}
            onClick={() => {
              choose(index)
            }}
            onDoubleClick={() => {
              onOpen(entry)
            }}
          >
            <Icon aria-hidden />
            <span className={styles.name}>{entry.place.name}</span>
            <span className={styles.note}>
              {entry.kind === 'dataset'
                ? 'dataset'
                : entry.bytes === undefined
                  ? ''
                  : formatBytes(entry.bytes)}
            </span>
          </li>
        )
      })}
      {!isLoading && entries.length === 0 && (
        <li className={styles.nothing} role="presentation">
          Nothing to choose here.
        </li>
      )}
      {omitted > 0 && (
        <li className={styles.nothing} role="presentation">
          {formatCountOf(omitted, 'more entry', 'more entries')} not shown
        </li>
      )}
    </ul>
  )
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}
