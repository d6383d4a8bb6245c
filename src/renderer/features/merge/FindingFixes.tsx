import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { toast } from '#renderer/ui/toast-store.ts'
import { withoutBroken, withoutEpisodes, type FoundAbout } from './broken-episodes.ts'
import { changeDraft } from './draft-store.ts'
import { withOptions, withoutSources } from './draft.ts'
import type { FindingGroup, FindingRow } from './finding-groups.ts'
import { fixingOf, type Fixing } from './fixes.ts'
import { currentPositions } from './sources-view.ts'

interface FindingFixesProps {
  readonly group: FindingGroup
  readonly found: FoundAbout
}

/** The options that settle a finding, each as a button. */
export function FindingFixes({ group, found }: FindingFixesProps) {
  return group.fixes.map(({ option, label }) => {
    const fixing = fixingOf(option)
    if (fixing === undefined) return null
    return (
      <Button
        key={option}
        title={option}
        onClick={() => {
          apply(fixing, found)
        }}
      >
        {label}
      </Button>
    )
  })
}

function apply(fixing: Fixing, found: FoundAbout): void {
  if (fixing.kind === 'options') {
    changeDraft((draft) => withOptions(draft, fixing.change))
    return
  }
  if (fixing.kind === 'skip-broken') {
    changeDraft((draft) => withoutBroken(draft, found))
    return
  }
  void api.call('merge.removeLeftovers', { draft: found.of }).then((result) => {
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
}

/** Leaves out what a finding is about: its episodes, or whole sources. */
export function LeaveOut({ row, group, found }: LeaveOutProps) {
  const { of, preview } = found
  const [first] = row.sources
  if (first === undefined) return null
  // Where there is no other row, the fix of the whole finding does the same.
  const episodes = group.rows.length > 1 ? row.episodes : undefined
  // Where all the others differ from the first, the first is the odd one.
  const isFirstOdd =
    row.sources.length > 1 && row.sources.length === preview.sources.length - 1 && !row.sources.includes(0)
  const out = isFirstOdd ? [0] : row.sources
  const what =
    out.length === 1
      ? (preview.sources[out[0]!]?.name ?? 'it')
      : `these ${formatCountOf(out.length, 'source')}`
  return (
    <>
      {episodes !== undefined && (
        <Button
          onClick={() => {
            changeDraft((draft) => withoutEpisodes(draft, found, first, new Set(episodes)))
          }}
        >
          Leave out {episodes.length === 1 ? `episode ${episodes[0]!}` : `these ${episodes.length} episodes`}
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
