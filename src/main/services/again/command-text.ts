import { episodeRanges } from '#shared/episode-ranges.ts'
import { mergeOptionsSchema, type MergeOptions, type Trim } from '#shared/plan.ts'

/** What a command does. Paths are absolute. */
export interface CommandRequest {
  readonly sources: readonly {
    readonly path: string
    readonly episodes?: readonly number[] | undefined
    readonly trims?: readonly Trim[] | undefined
  }[]
  readonly options: MergeOptions
  readonly output: string
  readonly verify: boolean
}

/** An argument of a program may have 128 KiB on Linux; lists of episodes are told in several. */
const MAX_RANGES = 2000

/**
 * The command that does the same merge, quoted for a POSIX shell. Undefined when flags cannot say it (a source of which
 * no episode is taken, a task whose old wording is empty or ends with a backslash): a recipe can.
 */
export function mergeCommand({ sources, options, output, verify }: CommandRequest): string | undefined {
  if (sources.some(({ episodes }) => episodes?.length === 0)) return undefined
  const renames = Object.entries(options.renameTasks)
  if (renames.some(([old]) => old === '' || old.endsWith('\\'))) return undefined
  const words = [
    'episplice',
    'merge',
    ...sources.map(({ path }) => path),
    '--out',
    output,
    ...sources.flatMap(({ episodes }, source) => episodeFlags(source, episodes)),
    ...sources.flatMap(({ trims = [] }, source) => trimFlags(source, trims)),
    ...renames.flatMap(([old, now]) => ['--rename-task', `${old.replaceAll('=', '\\=')}=${now}`]),
    ...optionFlags(options),
    ...(verify ? [] : ['--no-verify']),
  ]
  return words.map(quoted).join(' ')
}

/** The flags that choose episodes of a source and parts of them. */
export function choiceFlags(
  source: number,
  episodes: readonly number[] | undefined,
  trims: readonly Trim[],
): string[] {
  return [...episodeFlags(source, episodes), ...trimFlags(source, trims)]
}

function trimFlags(source: number, trims: readonly Trim[]): string[] {
  return trims.flatMap(({ episode, from, to }) => ['--trim', `${source}:${episode}=${from}-${to - 1}`])
}

function episodeFlags(source: number, episodes: readonly number[] | undefined): string[] {
  const ranges = episodeRanges(episodes ?? [])
  const flags: string[] = []
  for (let from = 0; from < ranges.length; from += MAX_RANGES)
    flags.push('--episodes', `${source}:${ranges.slice(from, from + MAX_RANGES).join(',')}`)
  return flags
}

function optionFlags(options: MergeOptions): string[] {
  const defaults = mergeOptionsSchema.parse({})
  const valued = {
    dataMb: '--data-mb',
    videoMb: '--video-mb',
    chunkSize: '--chunk-size',
    quantiles: '--quantiles',
  }
  return [
    ...Object.entries(valued).flatMap(([key, flag]) => {
      const value = options[key as keyof typeof valued]
      return value === defaults[key as keyof typeof valued] ? [] : [flag, String(value)]
    }),
    ...(options.robotType === undefined ? [] : ['--robot-type', options.robotType]),
    ...(options.firstNames ? ['--first-names'] : []),
    ...(options.dropAudio ? ['--drop-audio'] : []),
  ]
}

/** A word of a POSIX shell command: in single quotes, unless nothing in it means anything to a shell. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
