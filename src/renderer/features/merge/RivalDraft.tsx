import { formatCountOf } from '#renderer/format/numbers.ts'
import type { MergeDraft } from '#shared/model/merge.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useDraft } from './draft-store.ts'
import { keepOwnDraft, takeOtherDraft } from './keep-draft.ts'
import styles from './RivalDraft.module.css'

/** Asks what to go on with after two windows changed the draft at the same time. */
export function RivalDraft() {
  const rival = useDraft((state) => state.rival)
  const own = useDraft((state) => state.draft)
  if (rival === undefined) return null
  return (
    <div role="alert" className={styles.rival}>
      <div className={styles.told}>
        <p>
          <strong>This merge was changed in another window, too.</strong> Nothing is saved here until you
          choose.
        </p>
        <p>
          Here: {told(own)}. In the other window: {told(rival.draft)}.
        </p>
      </div>
      <div className={styles.choices}>
        <Button onClick={keepOwnDraft}>Keep what is here</Button>
        <Button onClick={takeOtherDraft}>Take the other one</Button>
      </div>
    </div>
  )
}

/** A draft in short; undefined where it was emptied. */
function told(draft: MergeDraft | undefined): string {
  if (draft === undefined) return 'nothing chosen'
  const { output, sources } = draft
  const name = output.name === '' ? 'without a name' : `“${output.name}”`
  return `${name}, ${formatCountOf(sources.length, 'source')}`
}
