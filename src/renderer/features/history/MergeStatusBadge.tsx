import { Badge, type Tone } from '#renderer/ui/Badge.tsx'
import type { MergeStatus } from '#shared/model/history.ts'

const words: Readonly<Record<MergeStatus, readonly [tone: Tone, text: string]>> = {
  running: ['accent', 'Running'],
  succeeded: ['good', 'Done'],
  failed: ['danger', 'Failed'],
  cancelled: ['neutral', 'Cancelled'],
  interrupted: ['warning', 'Interrupted'],
}

export function MergeStatusBadge({ status }: { readonly status: MergeStatus }) {
  const [tone, text] = words[status]
  return <Badge tone={tone}>{text}</Badge>
}
