/**
 * What the checks can say about sources. Tiers: `blocking`, the merge cannot be right; `fixable`, an option
 * makes it right; `advisory`, good to know.
 */
export const findingCodes = [
  // one dataset by itself
  'FILE_MISSING',
  'FILE_DAMAGED',
  'FILE_UNREFERENCED',
  'TASKS_MISSING',
  'TASKS_ORDER',
  'TASKS_DISAGREE',
  'EPISODES_INVALID',
  'EPISODE_INDEX',
  'EPISODE_RANGE',
  'EPISODE_ROWS',
  'EPISODE_EMPTY',
  'META_FILE_INDEX',
  'EPISODE_FILE',
  'ROW_GROUP_SHARED',
  'COLUMN_MISSING',
  'COLUMN_UNDECLARED',
  'COLUMN_TYPE',
  'VALUES_MISSING',
  'COUNT_DISAGREES',
  'WINDOW_OVERRUN',
  'WINDOW_OVERLAP',
  'WINDOW_LENGTH',
  'WINDOW_OFF_GRID',
  'LEFTOVER_FRAMES',
  'VIDEO_FPS',
  'VIDEO_SIZE',
  'VIDEO_CODEC',
  'VIDEO_PIXEL_FORMAT',
  'VIDEO_AUDIO',
  'VIDEO_TRACKS',
  'VIDEO_CUT',
  'VIDEO_SHARED',
  'STATS_MISSING',
  'STATS_SHAPE',
  'STATS_STALE',
  'STATS_PIXEL_COUNTS',
  'STATS_NOT_FINITE',
  // one dataset against the first
  'FPS',
  'ROBOT_TYPE',
  'FEATURE_MISSING',
  'FEATURE_EXTRA',
  'FEATURE_DTYPE',
  'FEATURE_SHAPE',
  'FEATURE_NAMES',
  'FEATURE_INFO',
  'FEATURE_FPS',
  'ENCODER_SETTINGS',
  'CODEC_PARAMETERS',
  'SCHEMA_DRIFT',
  'STATS_COLUMNS',
  'QUANTILES_MISSING',
  'INFO_KEY_CONFLICT',
  'DUPLICATE_SOURCE',
  'DUPLICATE_EPISODE',
  'REVIEW_NOT_FOLLOWED',
  'SIDE_FILES',
  // the merge as a whole
  'OUTPUT_EXISTS',
  'OUTPUT_OVERLAPS_SOURCE',
  'OUTPUT_PARENT_MISSING',
  'OUTPUT_NOT_WRITABLE',
  'OUTPUT_NAMES',
  'NO_SPACE',
  'LEFTOVER_STAGING',
  'TRIM_WIDENED',
] as const
/** One of {@link findingCodes}. */
export type FindingCode = (typeof findingCodes)[number]

/** How much a finding matters. */
export type Tier = 'blocking' | 'fixable' | 'advisory'

/**
 * The option that makes a finding go away: of every `fixable` one, and of a `blocking` one that only some episodes
 * have.
 */
export interface Fix {
  /** As on the command line, with its value: `--robot-type so101`. */
  readonly option: string
  readonly label: string
}

/** One observation about the sources, worded for the person who recorded them. */
export interface Finding {
  readonly code: FindingCode
  readonly tier: Tier
  /** Position of the source in the merge, or undefined when it concerns the merge as a whole. */
  readonly source?: number
  /** The feature, camera, file or episode it is about. */
  readonly subject?: string
  /**
   * Numbers of the episodes that it is confined to, in the order of the source: all others are none the worse for it.
   * Undefined when that cannot be said. Once episodes are chosen, only the chosen ones.
   */
  readonly episodes?: readonly number[]
  readonly message: string
  readonly expected?: string
  readonly actual?: string
  readonly fix?: Fix
  /** Another way to settle it. */
  readonly otherFix?: Fix
  /** What a merge does about it by itself, without a guess: a sentence. */
  readonly repair?: string
  /** It would block, but all its episodes are left out of the merge. Then it is `advisory`. */
  readonly isLeftOut?: true
}

const tierOrder: readonly Tier[] = ['blocking', 'fixable', 'advisory']

/** Orders findings for reading: blocking first, then by source; otherwise as found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => tierOrder.indexOf(a.tier) - tierOrder.indexOf(b.tier) || (a.source ?? -1) - (b.source ?? -1),
  )
}

/** The episodes of each source that blocking findings are confined to. Sources are those of the findings. */
export function brokenEpisodes(findings: readonly Finding[]): ReadonlyMap<number, ReadonlySet<number>> {
  const broken = new Map<number, Set<number>>()
  for (const { tier, source, episodes } of findings) {
    if (tier !== 'blocking' || source === undefined || episodes === undefined) continue
    const own = broken.get(source) ?? new Set()
    for (const episode of episodes) own.add(episode)
    broken.set(source, own)
  }
  return broken
}
