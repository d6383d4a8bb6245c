import styles from './LiveText.module.css'

/** Text for screen readers alone, said when it changes and nothing else is being said. */
export function LiveText({ children }: { readonly children: string }) {
  return (
    <p className={styles.hidden} role="status" aria-live="polite">
      {children}
    </p>
  )
}
