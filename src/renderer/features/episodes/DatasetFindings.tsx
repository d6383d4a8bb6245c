import type { Finding } from '#shared/findings.ts'
import { Findings } from '#renderer/features/merge/Findings.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import styles from './EpisodesScreen.module.css'
import pane from '#renderer/ui/Pane.module.css'

/** What is the matter with a dataset by itself. */
export function DatasetFindings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <div className={pane.scroll}>
      {findings.length === 0 ? (
        <p className={styles.note}>Every file was looked at, and nothing is the matter.</p>
      ) : (
        <Section title="Findings">
          <Findings preview={{ findings, sources: [] }} of={undefined} />
        </Section>
      )}
    </div>
  )
}
