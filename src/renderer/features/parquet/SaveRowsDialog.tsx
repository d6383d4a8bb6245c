import type { ParquetFile } from '#shared/model/parquet.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useSaveRows } from './use-save-rows.ts'
import styles from './Parquet.module.css'

interface SaveRowsDialogProps {
  readonly file: ParquetFile
  readonly onClose: () => void
}

/** Saves the first rows of a file as a file of their own. */
export function SaveRowsDialog({ file, onClose }: SaveRowsDialogProps) {
  const form = useSaveRows(file, onClose)
  return (
    <Dialog
      title="Save first rows as a new file"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!form.canSave} isBusy={form.isSaving} onClick={form.save}>
            Save
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (form.canSave) form.save()
        }}
      >
        <TextField
          label="Rows"
          inputMode="numeric"
          hint={`Of ${formatCountOf(file.rows, 'row')}, from the beginning.`}
          error={form.rowsProblem}
          value={form.rowsText}
          onChange={form.setRowsText}
        />
        <div className={styles.folder}>
          <div>
            <p className={styles.note}>Folder</p>
            {form.folder === undefined ? 'Not chosen yet' : <Path path={form.folder.path} max={60} />}
          </div>
          <Button onClick={form.chooseFolder}>Choose folder</Button>
        </div>
        <TextField label="Name" value={form.name} onChange={form.setName} />
        <button type="submit" hidden />
      </form>
      {form.error !== undefined && <ErrorBox error={form.error} />}
    </Dialog>
  )
}
