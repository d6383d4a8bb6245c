import type { JobProgress } from '#shared/model/job.ts'

/** A phase of a merge as the user reads it. */
export interface JobStep {
  readonly phase: JobProgress['phase']
  readonly label: string
  readonly state: 'done' | 'current' | 'ahead'
}

const labels: Readonly<Record<JobProgress['phase'], string>> = {
  open: 'Open',
  check: 'Check',
  data: 'Rows',
  videos: 'Videos',
  statistics: 'Statistics',
  metadata: 'Metadata',
  verify: 'Verify',
  publish: 'Publish',
  compare: 'Compare',
}

/** The phases of a merge in their order, and which of them it is in. Comparing is part of a repeated merge only. */
export function jobSteps(current: JobProgress['phase'], isRepeat: boolean): readonly JobStep[] {
  const phases = (Object.keys(labels) as JobProgress['phase'][]).filter(
    (phase) => phase !== 'compare' || isRepeat || current === 'compare',
  )
  const at = phases.indexOf(current)
  return phases.map((phase, i) => ({
    phase,
    label: labels[phase],
    state: i < at ? 'done' : i === at ? 'current' : 'ahead',
  }))
}

/** A phase in the middle of a sentence. */
export function phaseText(phase: JobProgress['phase']): string {
  const texts: Readonly<Record<JobProgress['phase'], string>> = {
    open: 'opening the sources',
    check: 'checking the sources',
    data: 'copying rows',
    videos: 'copying videos',
    statistics: 'computing statistics',
    metadata: 'writing metadata',
    verify: 'verifying the result',
    publish: 'publishing the result',
    compare: 'comparing with the earlier result',
  }
  return texts[phase]
}
