import type { ReactNode } from 'react'
import styles from './Facts.module.css'

/** A name and what it is. */
export type Fact = readonly [name: string, value: ReactNode]

/** Facts one below the other, names at the left. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
