import type { Settings } from '#shared/model/settings.ts'
import { api } from '#renderer/api/api.ts'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { changeSettings } from './settings-store.ts'
import styles from './Settings.module.css'

const quantiles = [
  { value: 'exact', label: 'Exact' },
  { value: 'bounds', label: 'Bounds' },
] as const

/** How large the files of a result become, and how its quantiles are made. */
export function MergeDefaults({ settings }: { readonly settings: Settings }) {
  return (
    <div className={styles.fields}>
      <NumberField
        label="Data files"
        unit="MiB"
        hint="A new file begins at this size."
        min={0.001}
        max={1_000_000}
        value={settings.dataMb}
        onCommit={(dataMb) => void changeSettings(api, { dataMb })}
      />
      <NumberField
        label="Video files"
        unit="MiB"
        hint="A new file begins at this size."
        min={0.001}
        max={1_000_000}
        value={settings.videoMb}
        onCommit={(videoMb) => void changeSettings(api, { videoMb })}
      />
      <NumberField
        label="Files in a chunk folder"
        hint="1 to 1000."
        min={1}
        max={1000}
        isInteger
        value={settings.chunkSize}
        onCommit={(chunkSize) => void changeSettings(api, { chunkSize })}
      />
      <Select
        label="Quantiles"
        hint="Exact reads every row once more; bounds takes what the sources say."
        value={settings.quantiles}
        options={quantiles}
        onChange={(choice) => void changeSettings(api, { quantiles: choice })}
      />
    </div>
  )
}
