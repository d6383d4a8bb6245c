import { FolderOpen, LibraryBig, Plus } from 'lucide-react'
import { useState, type Ref } from 'react'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { appendSources } from './draft-store.ts'
import { LibraryPicker } from './LibraryPicker.tsx'

interface AddSourcesProps {
  /** As two buttons, where there is nothing else to do. */
  readonly isFirst?: boolean
  readonly buttonRef: Ref<HTMLButtonElement>
}

/** Adds datasets from the library or from a folder. */
export function AddSources({ isFirst = false, buttonRef }: AddSourcesProps) {
  const [isPicking, setPicking] = useState(false)
  const fromFolder = () => {
    void pickPlace('dataset').then((place) => {
      if (place !== undefined) appendSources([place])
    })
  }
  const fromLibrary = () => {
    setPicking(true)
  }
  return (
    <>
      {isFirst ? (
        <>
          <Button ref={buttonRef} variant="primary" icon={LibraryBig} onClick={fromLibrary}>
            From the library…
          </Button>
          <Button icon={FolderOpen} onClick={fromFolder}>
            From a folder…
          </Button>
        </>
      ) : (
        <Menu
          items={[
            { label: 'From the library…', icon: LibraryBig, onSelect: fromLibrary },
            { label: 'From a folder…', icon: FolderOpen, onSelect: fromFolder },
          ]}
        >
          <Button ref={buttonRef} icon={Plus}>
            Add datasets
          </Button>
        </Menu>
      )}
      {isPicking && (
        <LibraryPicker
          onClose={() => {
            setPicking(false)
          }}
          onPick={(places) => {
            setPicking(false)
            appendSources(places)
          }}
        />
      )}
    </>
  )
}
