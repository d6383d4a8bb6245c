import {
  ClipboardCopy,
  Copy,
  FileDown,
  FolderOpen,
  ListVideo,
  RotateCcw,
  Settings2,
  Square,
} from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { openAsDraft } from '#renderer/features/history/open-draft.ts'
import { exportRecipe } from '#renderer/features/history/recipe.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { episodePath, historyEntryPath, routes } from '#shared/routes.ts'
import { AlertDialog } from '#renderer/ui/AlertDialog.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import type { Job } from '#shared/model/job.ts'
import { revealPlace } from '#renderer/features/shell/reveal-place.ts'
import { cancelJob, copyIssueReport, retryJob } from './job-commands.ts'

/** What can be done with a job as it stands. */
export function JobActions({ job }: { readonly job: Job }) {
  switch (job.state.kind) {
    case 'queued':
    case 'running':
      return <CancelButton job={job} />
    case 'succeeded':
      return <SucceededActions job={job} />
    case 'failed':
    case 'cancelled':
      return <EndedActions job={job} />
  }
}

function CancelButton({ job }: { readonly job: Job }) {
  const [isAsking, setAsking] = useState(false)
  const isCancelling = job.state.kind === 'running' && job.state.isCancelling
  return (
    <>
      <Button
        icon={Square}
        isBusy={isCancelling}
        onClick={() => {
          // What waits has done nothing yet that could be lost.
          if (job.state.kind === 'queued') void cancelJob(job.id)
          else setAsking(true)
        }}
      >
        {isCancelling ? 'Cancelling…' : 'Cancel'}
      </Button>
      {isAsking && job.state.kind === 'running' && (
        <AlertDialog
          title={`Cancel ${job.name}?`}
          confirm="Cancel the merge"
          cancel="Go on"
          isDangerous
          onConfirm={() => {
            setAsking(false)
            void cancelJob(job.id)
          }}
          onCancel={() => {
            setAsking(false)
          }}
        >
          <p>What has been written so far is removed. The sources are not touched.</p>
        </AlertDialog>
      )}
    </>
  )
}

function SucceededActions({ job }: { readonly job: Job }) {
  const [, navigate] = useLocation()
  const hasDialogs = useHost(({ host }) => host?.hasDialogs === true)
  if (job.state.kind !== 'succeeded') return null
  const { output } = job.state.report
  return (
    <>
      <Button
        icon={FileDown}
        onClick={() => {
          void exportRecipe(job.merge)
        }}
      >
        Save recipe
      </Button>
      <Button
        onClick={() => {
          navigate(historyEntryPath(job.merge))
        }}
      >
        In the history
      </Button>
      {hasDialogs ? (
        <Button
          icon={FolderOpen}
          onClick={() => {
            void revealPlace(output.id)
          }}
        >
          Open folder
        </Button>
      ) : (
        <Button
          icon={Copy}
          onClick={() => {
            void copyText(output.path, 'The path is copied')
          }}
        >
          Copy path
        </Button>
      )}
      <Button
        variant="primary"
        icon={ListVideo}
        onClick={() => {
          navigate(episodePath(output.id, 0))
        }}
      >
        Preview result
      </Button>
    </>
  )
}

function EndedActions({ job }: { readonly job: Job }) {
  const [, navigate] = useLocation()
  return (
    <>
      {job.state.kind === 'failed' && (
        <Button
          icon={ClipboardCopy}
          onClick={() => {
            void copyIssueReport(job.id)
          }}
        >
          Copy issue report
        </Button>
      )}
      <Button
        icon={Settings2}
        onClick={() => {
          void openAsDraft(job.merge).then((isOpen) => {
            if (isOpen) navigate(routes.merge)
          })
        }}
      >
        Change and merge
      </Button>
      <Button
        variant="primary"
        icon={RotateCcw}
        onClick={() => {
          void retryJob(job.id, navigate)
        }}
      >
        Retry
      </Button>
    </>
  )
}
