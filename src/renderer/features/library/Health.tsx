import type { DatasetHealth } from '#shared/model/dataset.ts'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import { healthText } from './health-text.ts'

/** The health of a dataset; pointing at it tells the reasons. */
export function Health({ health }: { readonly health: DatasetHealth }) {
  const { tone, label, reasons } = healthText(health)
  return (
    <>
      <StatusIcon tone={tone} />
      <span title={reasons.length === 0 ? undefined : reasons.join('\n')}>{label}</span>
    </>
  )
}
