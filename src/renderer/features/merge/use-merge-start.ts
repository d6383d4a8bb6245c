import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { api } from '#renderer/api/api.ts'
import { useJobs } from '#renderer/features/jobs/jobs-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { jobPath } from '#shared/routes.ts'
import type { AppError } from '#shared/errors.ts'
import { draftJobChanged, draftStarted, useDraft } from './draft-store.ts'

/** Starting the merge of the draft. */
export interface MergeStart {
  readonly isStarting: boolean
  /** Why it did not start. */
  readonly error: AppError | undefined
  readonly start: () => void
  /** Goes on with what an interrupted merge left. */
  readonly resume: () => void
}

/**
 * Starts the merge and goes to its job, unless the user has gone elsewhere meanwhile. When that fails, everything stays as
 * it is.
 */
export function useMergeStart(): MergeStart {
  const [, navigate] = useLocation()
  const [isStarting, setStarting] = useState(false)
  const [failure, setFailure] = useState<{ readonly draft: unknown; readonly error: AppError }>()
  const draft = useDraft((state) => state.draft)
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const start = async (resume: boolean): Promise<void> => {
    // What was typed until now counts, be it that nothing of it is shown yet.
    const { draft } = useDraft.getState()
    setStarting(true)
    const result = await api.call('merge.start', { draft, resume })
    setStarting(false)
    if (!result.ok) {
      if (!isShown.current) notice(result.error)
      setFailure({ draft: useDraft.getState().draft, error: result.error })
      return
    }
    setFailure(undefined)
    // What was changed meanwhile is the next merge.
    if (useDraft.getState().draft === draft) draftStarted(result.value.job)
    // It may have ended before the answer was here.
    const job = useJobs.getState().jobs.find(({ id }) => id === result.value.job)
    if (job !== undefined) draftJobChanged(job)
    if (isShown.current) navigate(jobPath(result.value.job))
  }
  return {
    isStarting,
    // A message about another draft would be wrong.
    error: failure?.draft === draft ? failure.error : undefined,
    start: () => {
      if (!isStarting) void start(false)
    },
    resume: () => {
      if (!isStarting) void start(true)
    },
  }
}
