import type { MergeOptions } from '#shared/plan.ts'

/** What a fix changes: an option of the merge, its episodes, or what an earlier merge left on the disk. */
export type Fixing =
  | { readonly kind: 'options'; readonly change: Partial<MergeOptions> }
  | { readonly kind: 'skip-broken' }
  | { readonly kind: 'remove-leftovers' }

/** What the screen can do for a fix named as on the command line; undefined when it is not one that it knows. */
export function fixingOf(option: string): Fixing | undefined {
  const [flag, value] = splitOption(option)
  switch (flag) {
    case '--robot-type':
      return value === '' ? undefined : { kind: 'options', change: { robotType: value } }
    case '--first-names':
      return { kind: 'options', change: { firstNames: true } }
    case '--drop-audio':
      return { kind: 'options', change: { dropAudio: true } }
    case '--quantiles':
      return value === 'bounds' || value === 'exact'
        ? { kind: 'options', change: { quantiles: value } }
        : undefined
    case '--skip-broken':
      return { kind: 'skip-broken' }
    case '--remove-leftovers':
      return { kind: 'remove-leftovers' }
    default:
      return undefined
  }
}

function splitOption(option: string): readonly [string, string] {
  const space = option.indexOf(' ')
  if (space === -1) return [option, '']
  return [option.slice(0, space), option.slice(space + 1).replace(/^(['"])(.*)\1$/, '$2')]
}

/** A fix that is in force, so that it can be seen and taken back. */
export interface AppliedFix {
  readonly label: string
  readonly undo: (options: MergeOptions) => MergeOptions
}

/** The fixes in force. */
export function appliedFixes({ robotType, firstNames, dropAudio }: MergeOptions): readonly AppliedFix[] {
  const applied: AppliedFix[] = []
  if (robotType !== undefined)
    applied.push({ label: `Robot: ${robotType}`, undo: ({ robotType: _, ...others }) => others })
  if (firstNames)
    applied.push({
      label: 'Names of the first dataset',
      undo: (options) => ({ ...options, firstNames: false }),
    })
  if (dropAudio)
    applied.push({ label: 'Sound left out', undo: (options) => ({ ...options, dropAudio: false }) })
  return applied
}
