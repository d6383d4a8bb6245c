import { LoaderCircle } from 'lucide-react'
import styles from './Spinner.module.css'

/** Something is going on. With a label it says so to screen readers, too. */
export function Spinner({ label }: { readonly label?: string }) {
  return (
    <span className={styles.spinner} {...(label === undefined ? {} : { role: 'status' })}>
      <LoaderCircle aria-hidden />
      {label}
    </span>
  )
}
