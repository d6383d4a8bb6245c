import styles from './ProgressBar.module.css'

interface ProgressBarProps {
  readonly label: string
  /** 0 to 1; undefined while it is not known. */
  readonly fraction: number | undefined
}

export function ProgressBar({ label, fraction }: ProgressBarProps) {
  return <progress className={styles.bar} aria-label={label} max={1} value={fraction} />
}
