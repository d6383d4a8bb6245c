import { useEffect, useState } from 'react'
import { api } from '#renderer/api/api.ts'
import type { AppError } from '#shared/errors.ts'
import type { JobId } from '#shared/model/job.ts'

/** Lines of a log that are shown: the last ones. */
const KEPT = 2000
const PAGE = 1000
const ASK_EVERY_MS = 700

/** The log of a job as far as it has been written. */
export interface JobLog {
  /** Number of the first line that is shown, from 0. */
  readonly from: number
  readonly lines: readonly string[]
  readonly error: AppError | undefined
}

/** Reads the log of a job, and goes on reading while `isRunning`. */
export function useJobLog(job: JobId, isRunning: boolean): JobLog {
  const [log, setLog] = useState<JobLog>({ from: 0, lines: [], error: undefined })
  useEffect(() => {
    const giveUp = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async (from: number): Promise<void> => {
      const result = await api.call('jobs.log', { job, from, count: PAGE }, { signal: giveUp.signal })
      if (giveUp.signal.aborted) return
      let next = from
      let isMore = false
      if (result.ok) {
        const { lines, total } = result.value
        next = result.value.from + lines.length
        isMore = next < total && lines.length > 0
        // Of a long log, only the end is read.
        if (from === 0 && total > KEPT) next = Math.max(next, total - KEPT)
        if (lines.length > 0 || from === 0) setLog((log) => appended(log, result.value.from, lines))
      } else setLog((log) => ({ ...log, error: result.error }))
      if (isMore) await read(next)
      else if (isRunning) timer = setTimeout(() => void read(next), ASK_EVERY_MS)
    }
    void read(0)
    return () => {
      giveUp.abort()
      clearTimeout(timer)
    }
  }, [job, isRunning])
  return log
}

function appended(log: JobLog, from: number, lines: readonly string[]): JobLog {
  const joins = from > 0 && log.from + log.lines.length === from
  const all = joins ? [...log.lines, ...lines] : lines
  const dropped = Math.max(0, all.length - KEPT)
  return { from: (joins ? log.from : from) + dropped, lines: all.slice(dropped), error: undefined }
}
