import type { SourceDrift } from '#shared/model/history.ts'

/** How a source stands today, in a few words. */
export function driftText(drift: SourceDrift): string {
  switch (drift.kind) {
    case 'unchanged':
      return 'unchanged'
    case 'grown':
      return drift.episodesAdded === 1 ? '1 episode added' : `${drift.episodesAdded} episodes added`
    case 'changed':
      return `changed: ${drift.what}`
    case 'missing':
      return 'missing'
    case 'unreadable':
      return `cannot be read: ${drift.error.message}`
    case 'outside':
      return 'outside of the served folders'
  }
}

/** What stands between a recorded merge and running it again. */
export interface DriftSummary {
  /** Positions of sources that can be merged but are not as they were. */
  readonly changed: readonly number[]
  /** Positions of sources that have to be found first. */
  readonly missing: readonly number[]
}

/** Sums up how the sources stand. A source that was located anew is not missing. */
export function driftSummary(
  drifts: readonly SourceDrift[],
  located: ReadonlyMap<number, unknown>,
): DriftSummary {
  const positions = (kinds: readonly SourceDrift['kind'][]): number[] =>
    drifts.flatMap(({ kind }, i) => (kinds.includes(kind) && !located.has(i) ? [i] : []))
  return {
    changed: positions(['grown', 'changed']),
    missing: positions(['missing', 'unreadable', 'outside']),
  }
}

/** The summary as a heading: `2 sources changed since`. */
export function driftHeading({ changed, missing }: DriftSummary): string {
  const sources = (count: number, what: string): string =>
    `${count} ${count === 1 ? 'source' : 'sources'} ${what}`
  const parts = [
    ...(changed.length > 0 ? [sources(changed.length, 'changed since')] : []),
    ...(missing.length > 0 ? [sources(missing.length, 'not found')] : []),
  ]
  return parts.length === 0 ? 'All sources are as they were' : parts.join(', ')
}
