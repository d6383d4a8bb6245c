import {
  Copy,
  Ellipsis,
  FileDown,
  FolderOpen,
  GitCompare,
  ListVideo,
  RotateCcw,
  Settings2,
  Terminal,
} from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { revealPlace } from '#renderer/features/shell/reveal-place.ts'
import { useJobs } from '#renderer/features/jobs/jobs-store.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { episodePath, jobPath, routes } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import { Menu } from '#renderer/ui/Menu.tsx'
import type { MergeRecord } from '#shared/model/history.ts'
import { CompareDialog } from './CompareDialog.tsx'
import { openAsDraft } from './open-draft.ts'
import { copyCommand, exportRecipe } from './recipe.ts'
import { RunAgainDialog } from './RunAgainDialog.tsx'
import type { Drifts } from './use-merge-record.ts'

interface EntryActionsProps {
  readonly record: MergeRecord
  readonly drifts: Drifts
  /** Looks at the sources anew. */
  readonly onLook: () => void
}

/** What can be done with a recorded merge. */
export function EntryActions({ record, drifts, onLook }: EntryActionsProps) {
  const [, navigate] = useLocation()
  const [dialog, setDialog] = useState<'again' | 'compare'>()
  const job = useJobs(({ jobs }) => jobs.find(({ merge }) => merge === record.id))
  const hasDialogs = useHost(({ host }) => host?.hasDialogs === true)
  const { output, outputPath } = record
  const close = () => {
    setDialog(undefined)
  }
  return (
    <>
      {job !== undefined && (
        <Button
          onClick={() => {
            navigate(jobPath(job.id))
          }}
        >
          Go to the job
        </Button>
      )}
      {output !== undefined && (
        <Button
          icon={ListVideo}
          onClick={() => {
            navigate(episodePath(output.id, 0))
          }}
        >
          Preview result
        </Button>
      )}
      <Menu
        items={[
          {
            label: 'Compare with…',
            icon: GitCompare,
            onSelect: () => {
              setDialog('compare')
            },
          },
          { label: 'Export recipe', icon: FileDown, onSelect: () => void exportRecipe(record.id) },
          { label: 'Copy command', icon: Terminal, onSelect: () => void copyCommand(record.id) },
          {
            label: 'Copy path',
            icon: Copy,
            startsGroup: true,
            onSelect: () => void copyText(outputPath, 'The path is copied'),
          },
          ...(hasDialogs && output !== undefined
            ? [{ label: 'Show in folder', icon: FolderOpen, onSelect: () => void revealPlace(output.id) }]
            : []),
        ]}
      >
        <Button icon={Ellipsis}>More</Button>
      </Menu>
      <Button
        icon={Settings2}
        onClick={() => {
          void openAsDraft(record.id).then((isOpen) => {
            if (isOpen) navigate(routes.merge)
          })
        }}
      >
        Run again with changes
      </Button>
      <Button
        variant="primary"
        icon={RotateCcw}
        disabled={record.status === 'running'}
        onClick={() => {
          onLook()
          setDialog('again')
        }}
      >
        Run again…
      </Button>
      {dialog === 'again' && (
        <RunAgainDialog record={record} drifts={drifts} onLook={onLook} onClose={close} />
      )}
      {dialog === 'compare' && <CompareDialog merge={record.id} name={record.name} onClose={close} />}
    </>
  )
}
