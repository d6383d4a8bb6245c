import type { ParquetFile } from '#shared/model/parquet.ts'
import { formatBytes } from '#shared/format-bytes.ts'
import { metadataText } from './metadata-text.ts'
import styles from './Parquet.module.css'
import pane from '#renderer/ui/Pane.module.css'

/** What the writer put into the file beside the columns. */
export function MetadataList({ metadata }: Pick<ParquetFile, 'metadata'>) {
  return (
    <div className={pane.scroll}>
      {metadata.length === 0 && <p className={styles.note}>This file has no metadata.</p>}
      {metadata.map(({ key, text, bytes }) => (
        <section key={key} className={styles.entry} aria-label={key}>
          <div className={styles.key}>
            <h2>{key}</h2>
            <span className={styles.note}>{formatBytes(bytes)}</span>
          </div>
          <pre tabIndex={0} role="group" aria-label={`Value of ${key}`}>
            {metadataText(text)}
          </pre>
        </section>
      ))}
    </div>
  )
}
