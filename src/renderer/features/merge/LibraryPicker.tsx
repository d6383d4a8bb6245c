import { Search } from 'lucide-react'
import { useState } from 'react'
import { useLibrary } from '#renderer/features/library/library-store.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Place, PlaceId } from '#shared/model/place.ts'
import { libraryChoices } from './library-choices.ts'
import styles from './LibraryPicker.module.css'

/** More than this are found by searching. */
const SHOWN = 200

interface LibraryPickerProps {
  readonly onClose: () => void
  readonly onPick: (places: readonly Place[]) => void
}

/** Chooses some datasets of the library. */
export function LibraryPicker({ onClose, onPick }: LibraryPickerProps) {
  const datasets = useLibrary((state) => state.datasets)
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<PlaceId>>(new Set())
  const found = libraryChoices([...datasets.values()], search)
  const toggle = (id: PlaceId) => {
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }
  const pick = () => {
    const all = libraryChoices([...datasets.values()], '')
    onPick(all.flatMap(({ place }) => (chosen.has(place.id) ? [place] : [])))
  }
  return (
    <Dialog
      title="Add datasets from the library"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={chosen.size === 0} onClick={pick}>
            {chosen.size === 0 ? 'Add' : `Add ${formatCountOf(chosen.size, 'dataset')}`}
          </Button>
        </>
      }
    >
      <TextField
        label="Search"
        isLabelHidden
        icon={Search}
        placeholder="Search by name, folder or robot"
        value={search}
        onChange={setSearch}
      />
      {datasets.size === 0 ? (
        <p className={styles.note}>The library is empty. Add a folder of recordings there first.</p>
      ) : (
        <ul className={styles.list} aria-label="Datasets">
          {found.slice(0, SHOWN).map(({ place, folder, facts }) => (
            <li key={place.id}>
              <label className={styles.choice}>
                <input
                  type="checkbox"
                  checked={chosen.has(place.id)}
                  onChange={() => {
                    toggle(place.id)
                  }}
                />
                <span className={styles.name}>{place.name}</span>
                <span className={styles.folder}>{folder}</span>
                <span>
                  {facts === undefined ? 'cannot be read' : formatCountOf(facts.episodes, 'episode')}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {datasets.size > 0 && found.length === 0 && <p className={styles.note}>Nothing found.</p>}
      {found.length > SHOWN && (
        <p className={styles.note}>{formatCountOf(found.length - SHOWN, 'more dataset')}: search for them.</p>
      )}
    </Dialog>
  )
}
