import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { dismissNotice, useNotices } from './notices-store.ts'
import styles from './Shell.module.css'

export function Notices() {
  const notices = useNotices((state) => state.notices)
  if (notices.length === 0) return null
  return (
    <section className={styles.notices} aria-label="Notices">
      {notices.map((error) => (
        <ErrorBox
          key={`${error.code} ${error.message}`}
          error={error}
          actions={
            <Button
              variant="quiet"
              onClick={() => {
                dismissNotice(error)
              }}
            >
              Dismiss
            </Button>
          }
        />
      ))}
    </section>
  )
}
