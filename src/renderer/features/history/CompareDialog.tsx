import { useState } from 'react'
import { useCall } from '#renderer/api/use-call.ts'
import { When } from '#renderer/ui/When.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { MergeId, MergeSummary } from '#shared/model/history.ts'
import styles from './CompareDialog.module.css'
import { MergeDifferences } from './MergeDifferences.tsx'

const SHOWN = 50

interface CompareDialogProps {
  readonly merge: MergeId
  readonly name: string
  readonly onClose: () => void
}

/** Puts a merge beside another one: first which, then what differs. */
export function CompareDialog({ merge, name, onClose }: CompareDialogProps) {
  const [other, setOther] = useState<MergeSummary>()
  return (
    <Dialog
      title={other === undefined ? `Compare ${name} with…` : `${name} and ${other.name}`}
      size="large"
      onClose={onClose}
      actions={
        <>
          {other !== undefined && (
            <Button
              onClick={() => {
                setOther(undefined)
              }}
            >
              Another one…
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      {other === undefined ? (
        <OtherMerge merge={merge} onChoose={setOther} />
      ) : (
        <MergeDifferences a={merge} b={other.id} />
      )}
    </Dialog>
  )
}

interface OtherMergeProps {
  readonly merge: MergeId
  readonly onChoose: (other: MergeSummary) => void
}

function OtherMerge({ merge, onChoose }: OtherMergeProps) {
  const [search, setSearch] = useState('')
  const list = useCall('history.list', { from: 0, count: SHOWN, search: search.trim() })
  const others = list.kind === 'done' ? list.value.merges.filter(({ id }) => id !== merge) : []
  return (
    <>
      <TextField label="Search" isLabelHidden placeholder="Search" value={search} onChange={setSearch} />
      {list.kind === 'loading' && <Spinner label="Reading the history" />}
      {list.kind === 'failed' && (
        <ErrorBox error={list.error} actions={<Button onClick={list.again}>Try again</Button>} />
      )}
      {list.kind === 'done' && others.length === 0 && (
        <p>
          {search.trim() === ''
            ? 'There is no other merge to compare with.'
            : `No other merge has “${search}” in its name, its place or its sources.`}
        </p>
      )}
      {others.length > 0 && (
        <ul className={styles.merges} aria-label="Merges">
          {others.map((other) => (
            <li key={other.id}>
              <button
                type="button"
                className={styles.merge}
                onClick={() => {
                  onChoose(other)
                }}
              >
                <span className={styles.name}>{other.name}</span>
                <span>merge {other.id}</span>
                <span className={styles.when}>
                  <When ms={other.startedMs} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
