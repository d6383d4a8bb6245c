import { describe } from '#renderer/errors/describe.ts'
import type { Tone } from '#renderer/ui/Badge.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { StatusIcon } from '#renderer/ui/StatusIcon.tsx'
import { usePreview } from './preview-store.ts'
import type { SourceView } from './sources-view.ts'

const states: Readonly<
  Record<'blocking' | 'fixable' | 'advisory' | 'none', readonly [tone: Tone, label: string]>
> = {
  blocking: ['danger', 'Does not fit'],
  fixable: ['warning', 'Fits with a choice'],
  advisory: ['good', 'Fits, with something to know'],
  none: ['good', 'Fits'],
}

/** How a source stands in the merge. */
export function SourceState({ view: { status } }: { readonly view: SourceView }) {
  const hasFailed = usePreview(({ isWorking, error }) => !isWorking && error !== undefined)
  if (status === undefined)
    return hasFailed ? <StatusIcon tone="warning" label="Could not be looked at" /> : <Spinner />
  if (status.error !== undefined) return <StatusIcon tone="danger" label={describe(status.error).title} />
  const [tone, label] = states[status.worst]
  return <StatusIcon tone={tone} label={label} />
}
