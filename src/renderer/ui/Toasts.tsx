import { dismissToast, useToasts } from './toast-store.ts'
import styles from './Toasts.module.css'

/** The live region of the application. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  return (
    <div className={styles.toasts} role="status" aria-live="polite">
      {toasts.map(({ id, text, action }) => (
        <div key={id} className={styles.toast}>
          <p>{text}</p>
          {action !== undefined && (
            <button
              type="button"
              className={styles.action}
              onClick={() => {
                dismissToast(id)
                action.act()
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
