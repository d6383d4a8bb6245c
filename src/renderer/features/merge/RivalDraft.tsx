import { Button } from '#renderer/ui/Button.tsx'
import { useDraft } from './draft-store.ts'
import { keepOwnDraft, takeOtherDraft } from './keep-draft.ts'
import styles from './RivalDraft.module.css'

/** Asks what to go on with after two windows changed the draft at the same time. */
export function RivalDraft() {
  const rival = useDraft((state) => state.rival)
  if (rival === undefined) return null
  return (
    <div role="alert" className={styles.rival}>
      <p>
        <strong>This merge was changed in another window, too.</strong> Nothing is saved here until you
        choose.
      </p>
      <div className={styles.choices}>
        <Button onClick={keepOwnDraft}>Keep what is here</Button>
        <Button onClick={takeOtherDraft}>Take the other one</Button>
      </div>
    </div>
  )
}
