import { FolderOpen, Save } from 'lucide-react'
import { useState } from 'react'
import type { ParquetFile } from '#shared/model/parquet.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { DropPlaces } from '#renderer/features/folders/DropPlaces.tsx'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import { Screen } from '#renderer/ui/Screen.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Tabs } from '#renderer/ui/Tabs.tsx'
import { MetadataList } from './MetadataList.tsx'
import { RowGroupTable } from './RowGroupTable.tsx'
import { RowTable } from './RowTable.tsx'
import { SaveRowsDialog } from './SaveRowsDialog.tsx'
import { SchemaTree } from './SchemaTree.tsx'
import { useOpenParquet } from './use-open-parquet.ts'
import styles from './Parquet.module.css'

type Part = 'rows' | 'schema' | 'groups' | 'metadata'

/** A Parquet file: rows, schema, row groups and metadata. */
export function ParquetFileScreen({ place }: { readonly place: PlaceId }) {
  const opened = useCall('parquet.open', { place })
  const { choose, show } = useOpenParquet()
  const [isSaving, setSaving] = useState(false)
  const file = opened.kind === 'done' ? opened.value : undefined
  return (
    <Screen
      title={file?.place.name ?? 'Parquet'}
      layout="fill"
      subtitle={file && <Path path={file.place.path} max={90} />}
      actions={
        <>
          <Button icon={FolderOpen} onClick={choose}>
            Open another
          </Button>
          {file && file.rows > 0 && (
            <Button
              icon={Save}
              onClick={() => {
                setSaving(true)
              }}
            >
              Save first rows as…
            </Button>
          )}
        </>
      }
    >
      {opened.kind === 'loading' && <Spinner label="Opening the file…" />}
      {opened.kind === 'failed' && (
        <ErrorBox error={opened.error} actions={<Button onClick={opened.again}>Try again</Button>} />
      )}
      {file && <OpenFile file={file} />}
      {file && isSaving && (
        <SaveRowsDialog
          file={file}
          onClose={() => {
            setSaving(false)
          }}
        />
      )}
      <DropPlaces label="Drop a Parquet file to open it" onPlaces={show} />
    </Screen>
  )
}

function OpenFile({ file }: { readonly file: ParquetFile }) {
  const [part, setPart] = useState<Part>('rows')
  return (
    <div className={styles.file}>
      <p className={styles.facts}>
        {formatBytes(file.bytes)}
        {file.createdBy !== '' && ` · written by ${file.createdBy}`}
      </p>
      <Tabs<Part>
        label="Parts of the file"
        value={part}
        onChange={setPart}
        tabs={[
          { value: 'rows', label: formatCountOf(file.rows, 'row'), content: <RowTable file={file} /> },
          {
            value: 'schema',
            label: formatCountOf(file.columns.length, 'column'),
            content: <SchemaTree columns={file.columns} />,
          },
          {
            value: 'groups',
            label: formatCountOf(file.rowGroupCount, 'row group'),
            content: <RowGroupTable file={file} />,
          },
          {
            value: 'metadata',
            label: `Metadata (${file.metadata.length})`,
            content: <MetadataList metadata={file.metadata} />,
          },
        ]}
      />
    </div>
  )
}
