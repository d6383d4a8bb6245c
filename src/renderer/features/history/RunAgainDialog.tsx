import { FolderOpen } from 'lucide-react'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Checkbox } from '#renderer/ui/Checkbox.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { MergeRecord } from '#shared/model/history.ts'
import { againName } from './again-name.ts'
import { driftHeading } from './drift-text.ts'
import styles from './RunAgainDialog.module.css'
import { RunAgainSources } from './RunAgainSources.tsx'
import type { Drifts } from './use-merge-record.ts'
import { useRunAgain } from './use-run-again.ts'

interface RunAgainDialogProps {
  readonly record: MergeRecord
  readonly drifts: Drifts
  /** Looks at the sources anew. */
  readonly onLook: () => void
  readonly onClose: () => void
}

/** Runs a merge again into a new folder, after saying what has changed since. */
export function RunAgainDialog({ record, drifts, onLook, onClose }: RunAgainDialogProps) {
  const again = useRunAgain(record, drifts.kind === 'done' ? drifts.value : undefined)
  const { summary, error, folder } = again
  const chooseFolder = () => {
    void pickPlace('output').then((place) => {
      if (place !== undefined) again.setFolder(place)
    })
  }
  const mustAccept = (summary?.changed.length ?? 0) > 0 || error?.code === 'SOURCE_CHANGED'
  return (
    <Dialog
      title={`Run ${record.name} again`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={!again.canRun}
            isBusy={again.isStarting}
            onClick={() => void again.run()}
          >
            Run again
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
      {drifts.kind === 'loading' && <Spinner label="Comparing the sources with what they were" />}
      {drifts.kind === 'failed' && (
        <ErrorBox error={drifts.error} actions={<Button onClick={onLook}>Try again</Button>} />
      )}
      {summary !== undefined && drifts.kind === 'done' && (
        <>
          <p className={styles.heading}>
            <StatusIcon
              tone={summary.missing.length > 0 ? 'danger' : summary.changed.length > 0 ? 'warning' : 'good'}
            />
            {driftHeading(summary)}
          </p>
          <RunAgainSources
            sources={record.mergeSources}
            drifts={drifts}
            located={again.located}
            onLocate={again.locate}
          />
        </>
      )}
      {mustAccept && (
        <Checkbox
          label="Go on with the sources as they are today"
          hint="The same episodes are taken; the result will differ from the earlier one."
          isChecked={again.acceptChanges}
          onChange={again.setAcceptChanges}
        />
      )}
      <div className={styles.place}>
        {folder === undefined ? (
          <p>
            Into a new folder beside the earlier result: <strong>{againName(record.name)}</strong>, with a
            number if that exists.
          </p>
        ) : (
          <div className={styles.own}>
            <TextField
              label="Name of the result"
              value={again.name}
              error={again.nameProblem}
              onChange={again.setName}
            />
            <p>
              in <Path path={folder.path} max={48} />
            </p>
          </div>
        )}
        <Button icon={FolderOpen} onClick={chooseFolder}>
          Another place…
        </Button>
      </div>
    </Dialog>
  )
}
