import { useEffect, useRef, useState } from 'react'
import { formatCount } from '#renderer/format/numbers.ts'
import type { JobId } from '#shared/model/job.ts'
import styles from './JobLog.module.css'
import { useJobLog } from './use-job-log.ts'

interface JobLogProps {
  readonly job: JobId
  readonly isRunning: boolean
  /** At first. */
  readonly isOpen: boolean
}

/** The log of a job. While it is scrolled to its end, it follows what is written. */
export function JobLog({ job, isRunning, isOpen: wasOpen }: JobLogProps) {
  const [isOpen, setOpen] = useState(wasOpen)
  return (
    <details
      className={styles.log}
      open={isOpen}
      onToggle={(event) => {
        setOpen(event.currentTarget.open)
      }}
    >
      <summary>Log</summary>
      {isOpen && <JobLogLines job={job} isRunning={isRunning} />}
    </details>
  )
}

function JobLogLines({ job, isRunning }: Omit<JobLogProps, 'isOpen'>) {
  const { from, lines, error } = useJobLog(job, isRunning)
  const box = useRef<HTMLPreElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    if (box.current !== null && follows.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])
  if (error !== undefined) return <p className={styles.note}>The log cannot be read: {error.message}</p>
  return (
    <pre
      ref={box}
      className={styles.lines}
      tabIndex={0}
      aria-label="Log"
      role="log"
      aria-live="off"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < 8
      }}
    >
      {from > 0 && `… ${formatCount(from)} earlier lines\n`}
      {lines.length === 0 ? 'Nothing yet' : lines.join('\n')}
    </pre>
  )
}
