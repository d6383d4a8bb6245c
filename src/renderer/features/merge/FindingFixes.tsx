import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { toast } from '#renderer/ui/toast-store.ts'
import type { MergeDraft, SourceStatus } from '#shared/model/merge.ts'
import { changeDraft } from './draft-store.ts'
import { withEpisodes, withOptions, withoutSources } from './draft.ts'
import { episodeOf, type FindingGroup, type FindingRow } from './finding-groups.ts'
import { fixingOf, type Fixing } from './fixes.ts'
import { currentPositions } from './sources-view.ts'

interface FindingFixesProps {
  readonly group: FindingGroup
  readonly of: MergeDraft
}

/** The options that settle a finding, each as a button. */
export function FindingFixes({ group, of }: FindingFixesProps) {
  return group.fixes.map(({ option, label }) => {
    const fixing = fixingOf(option)
    if (fixing === undefined) return null
    return (
      <Button
        key={option}
        title={option}
        onClick={() => {
          apply(fixing, of)
        }}
      >
        {label}
      </Button>
    )
  })
}

function apply(fixing: Fixing, of: MergeDraft): void {
  if (fixing.kind === 'options') {
    changeDraft((draft) => withOptions(draft, fixing.change))
    return
  }
  void api.call('merge.removeLeftovers', { draft: of }).then((result) => {
    if (!result.ok) notice(result.error)
    else {
      toast('What the interrupted merge had left is removed')
      // A new draft, equal to the old one, is looked at again.
      changeDraft((draft) => ({ ...draft }))
    }
  })
}

interface LeaveOutProps extends FindingFixesProps {
  readonly row: FindingRow
  readonly sources: readonly SourceStatus[]
}

/** Leaves out what a finding is about: one episode, or whole sources. */
export function LeaveOut({ row, group, sources, of }: LeaveOutProps) {
  const [first] = row.sources
  if (first === undefined || group.tier === 'advisory') return null
  const episode = row.sources.length === 1 ? episodeOf(group.subject) : undefined
  // Where all the others differ from the first, the first is the odd one.
  const isFirstOdd =
    row.sources.length > 1 && row.sources.length === sources.length - 1 && !row.sources.includes(0)
  const out = isFirstOdd ? [0] : row.sources
  const what =
    out.length === 1 ? (sources[out[0]!]?.name ?? 'it') : `these ${formatCountOf(out.length, 'source')}`
  return (
    <>
      {episode !== undefined && (
        <Button
          onClick={() => {
            leaveOutEpisode(of, first, episode, sources[first]?.episodes ?? 0)
          }}
        >
          Leave out episode {episode}
        </Button>
      )}
      <Button
        onClick={() => {
          changeDraft((draft) => withoutSources(draft, currentPositions(out, of, draft)))
        }}
      >
        Leave out {what}
      </Button>
    </>
  )
}

function leaveOutEpisode(of: MergeDraft, source: number, episode: number, total: number): void {
  changeDraft((draft) => {
    const [position] = currentPositions([source], of, draft)
    const chosen = position === undefined ? undefined : draft.sources[position]
    if (position === undefined || chosen === undefined) return draft
    const all = chosen.episodes ?? Array.from({ length: total }, (_, i) => i)
    return withEpisodes(
      draft,
      position,
      all.filter((other) => other !== episode),
    )
  })
}
