import { Findings } from '#renderer/features/merge/Findings.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { Section } from '#renderer/ui/Section.tsx'
import type { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'

interface JobFailedProps {
  readonly error: AppError
  readonly findings: readonly Finding[]
  /** Names of the sources, by position. */
  readonly names: readonly string[]
}

/** Why a merge failed and what stood in its way. */
export function JobFailed({ error, findings, names }: JobFailedProps) {
  const sources = names.map((name) => ({ name }))
  return (
    <>
      <ErrorBox error={error} />
      {findings.length > 0 && (
        <Section title="Findings">
          <Findings preview={{ findings, sources }} of={undefined} />
        </Section>
      )}
    </>
  )
}
