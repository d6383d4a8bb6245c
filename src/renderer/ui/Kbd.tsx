import { keyText } from '../keyboard/key-text.ts'
import styles from './Kbd.module.css'

/** A key or a combination as it is written on this system: `Mod+K` becomes ⌘K or Ctrl+K. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className={styles.kbd}>{keyText(keys)}</kbd>
}
