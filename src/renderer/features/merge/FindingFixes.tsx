import { useState } from 'react'
import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { formatCountOf } from '#renderer/format/numbers.ts'
import { AlertDialog } from '#renderer/ui/AlertDialog.tsx'
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
    if (fixing.kind === 'remove-leftovers')
      return <RemoveLeftovers key={option} option={option} label={label} group={group} found={found} />
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

function apply(fixing: Exclude<Fixing, { kind: 'remove-leftovers' }>, found: FoundAbout): void {
  if (fixing.kind === 'options') changeDraft((draft) => withOptions(draft, fixing.change))
  else changeDraft((draft) => withoutBroken(draft, found))
}

interface RemoveLeftoversProps extends FindingFixesProps {
  readonly option: string
  readonly label: string
}

/** Removes what an interrupted merge left, after it was asked whether that is wanted: it cannot be taken back. */
function RemoveLeftovers({ option, label, group, found }: RemoveLeftoversProps) {
  const [isAsking, setAsking] = useState(false)
  const isResumable = group.fixes.some((fix) => fix.option === '--resume')
  const remove = async () => {
    setAsking(false)
    const result = await api.call('merge.removeLeftovers', { draft: found.of })
    if (!result.ok) {
      notice(result.error)
      return
    }
    toast('What the interrupted merge had left is removed')
    // A new draft, equal to the old one, is looked at again.
    changeDraft((draft) => ({ ...draft }))
  }
  return (
    <>
      <Button
        title={option}
        onClick={() => {
          setAsking(true)
        }}
      >
        {label}
      </Button>
      {isAsking && (
        <AlertDialog
          title="Remove what was left behind?"
          confirm="Remove it"
          isDangerous
          onConfirm={() => void remove()}
          onCancel={() => {
            setAsking(false)
          }}
        >
          <p>
            {isResumable
              ? 'This merge can go on from there. Once it is removed, it begins from the start.'
              : 'Another merge than this one left it. Once it is removed, that one begins from the start.'}
          </p>
        </AlertDialog>
      )}
    </>
  )
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
