import { shortenPath } from '../format/path.ts'
import styles from './Path.module.css'

interface PathProps {
  readonly path: string
  /** Characters to show at most. */
  readonly max?: number
}

/** A path, shortened in the middle: its beginning and its end are what one recognises it by. */
export function Path({ path, max = 60 }: PathProps) {
  return (
    <span className={styles.path} title={path}>
      {shortenPath(path, max)}
    </span>
  )
}
