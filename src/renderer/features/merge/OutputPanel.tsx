import { FolderOpen } from 'lucide-react'
import type { MergeDraft, OutputPreview } from '#shared/model/merge.ts'
import { describe } from '#renderer/errors/describe.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { changeDraft, setOutputFolder, useDraft } from './draft-store.ts'
import { outputNameProblem } from './output-name.ts'
import styles from './OutputPanel.module.css'

interface OutputPanelProps {
  readonly output: MergeDraft['output']
  readonly preview: OutputPreview | undefined
}

/** The name and the folder of the result, checked while typing. */
export function OutputPanel({ output, preview }: OutputPanelProps) {
  const chosen = useDraft(({ places }) =>
    output.parent === undefined ? undefined : places.get(output.parent),
  )
  const folder = preview?.parent ?? chosen
  const own = outputNameProblem(output.name)
  const problem = preview?.problem === undefined || output.name === '' ? undefined : describe(preview.problem)
  const choose = () => {
    void pickPlace('output').then((place) => {
      if (place !== undefined) setOutputFolder(place)
    })
  }
  return (
    <>
      <TextField
        label="Name of the result"
        placeholder="A new folder of this name"
        value={output.name}
        error={own ?? (problem === undefined ? undefined : `${problem.title}. ${problem.hint ?? ''}`)}
        onChange={(name) => {
          changeDraft((draft) => ({ ...draft, output: { ...draft.output, name } }))
        }}
      />
      <div className={styles.folder}>
        <div className={styles.where}>
          <span className={styles.label}>Folder</span>
          {folder === undefined ? (
            <span className={styles.label}>not chosen yet</span>
          ) : (
            <Path path={folder.path} max={44} />
          )}
          {preview?.freeBytes !== undefined && (
            <span className={styles.label}>{formatBytes(preview.freeBytes)} free</span>
          )}
        </div>
        <Button icon={FolderOpen} onClick={choose} aria-label="Choose the folder of the result">
          Choose…
        </Button>
      </div>
    </>
  )
}
