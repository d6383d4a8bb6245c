import type { MergeDraft } from '#shared/model/merge.ts'
import type { MergeOptions } from '#shared/plan.ts'
import { Checkbox } from '#renderer/ui/Checkbox.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { changeDraft } from './draft-store.ts'
import { withOptions } from './draft.ts'
import styles from './OptionsPanel.module.css'

/** How the result is written. Begins with what the settings say. */
export function OptionsPanel({ draft }: { readonly draft: MergeDraft }) {
  const { dataMb, videoMb, chunkSize, quantiles } = draft.options
  const set = (change: Partial<MergeOptions>) => {
    changeDraft((own) => withOptions(own, change))
  }
  return (
    <details className={styles.options}>
      <summary>
        Options
        <span className={styles.summary}>
          {dataMb} MiB data, {videoMb} MiB video,{' '}
          {quantiles === 'exact' ? 'exact quantiles' : 'quantile bounds'},{' '}
          {draft.verify ? 'verified' : 'not verified'}
        </span>
      </summary>
      <div className={styles.fields}>
        <div className={styles.sizes}>
          <NumberField
            label="Data files up to"
            unit="MiB"
            value={dataMb}
            min={0.001}
            onCommit={(value) => {
              set({ dataMb: value })
            }}
          />
          <NumberField
            label="Video files up to"
            unit="MiB"
            value={videoMb}
            min={0.001}
            onCommit={(value) => {
              set({ videoMb: value })
            }}
          />
          <NumberField
            label="Files per folder"
            value={chunkSize}
            min={1}
            max={1000}
            isInteger
            onCommit={(value) => {
              set({ chunkSize: value })
            }}
          />
        </div>
        <Select
          label="Quantiles"
          value={quantiles}
          options={[
            { value: 'exact', label: 'Exact: every row is read once more' },
            { value: 'bounds', label: 'Bounds of the sources: faster' },
          ]}
          onChange={(value) => {
            set({ quantiles: value })
          }}
        />
        <Checkbox
          label="Verify the result"
          hint="Reads it once more and compares every episode with its source."
          isChecked={draft.verify}
          onChange={(verify) => {
            changeDraft((own) => ({ ...own, verify }))
          }}
        />
      </div>
    </details>
  )
}
