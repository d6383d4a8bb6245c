import { useState } from 'react'
import type { FolderEntry, Place } from '#shared/model/place.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Breadcrumbs } from './Breadcrumbs.tsx'
import { FolderEntries } from './FolderEntries.tsx'
import { useFolderDialog, type Purpose } from './pick-place.ts'
import { canChoose, questions, wantsFile } from './questions.ts'
import { useFolder } from './use-folder.ts'
import styles from './FolderDialog.module.css'

/** Asks for a folder or file below the served folders, for as long as {@link useFolderDialog} has a question. */
export function FolderDialog() {
  const question = useFolderDialog((state) => state.question)
  return question === undefined ? null : <OpenFolderDialog {...question} />
}

interface OpenFolderDialogProps {
  readonly purpose: Purpose
  readonly answer: (place: Place | undefined) => void
}

function OpenFolderDialog({ purpose, answer }: OpenFolderDialogProps) {
  const { listing, folder, ancestors, entries, omitted, enter, up } = useFolder(purpose)
  const [active, setActive] = useState<FolderEntry>()
  const { title, hint, confirm } = questions[purpose]
  const shown = entries.includes(active!) ? active : undefined
  const here = wantsFile(purpose) || purpose === 'dataset' ? undefined : folder
  const choice = shown !== undefined && canChoose(purpose, shown) ? shown.place : here
  const open = (entry: FolderEntry) => {
    const isAnswer = entry.kind === 'file' || (entry.kind === 'dataset' && purpose === 'dataset')
    if (isAnswer) answer(entry.place)
    else enter(entry.place)
  }
  return (
    <Dialog
      title={title}
      size="medium"
      onClose={() => {
        answer(undefined)
      }}
      actions={
        <>
          <p className={styles.choice} title={choice?.path}>
            {choice?.name}
          </p>
          <Button
            onClick={() => {
              answer(undefined)
            }}
          >
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={choice === undefined}
            onClick={() => {
              answer(choice)
            }}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <p className={styles.hint}>{hint}</p>
      <Breadcrumbs ancestors={ancestors} folder={folder} onEnter={enter} />
      {listing.kind === 'failed' ? (
        <ErrorBox error={listing.error} actions={<Button onClick={listing.again}>Try again</Button>} />
      ) : (
        <FolderEntries
          folder={folder?.id}
          entries={entries}
          isLoading={listing.kind === 'loading'}
          omitted={omitted}
          onActive={setActive}
          onOpen={open}
          onUp={up}
        />
      )}
    </Dialog>
  )
}
