import type { Command } from '@commander-js/extra-typings'

const gather = (value: string, earlier: string[]): string[] => [...earlier, value]

/** Adds the options that say what to merge and how. */
export function withMergeFlags(command: Command<[string[]]>) {
  return command
    .option('-o, --out <dir>', 'the dataset to make; must not exist')
    .option(
      '--episodes <source:list>',
      'episodes of one source to take, in this order, e.g. 0:0-5,7 (repeatable; all by default)',
      gather,
      [] as string[],
    )
    .option(
      '--trim <source:episode=frames>',
      'keep only these frames of an episode, first to last, e.g. 0:3=12-80 (repeatable)',
      gather,
      [] as string[],
    )
    .option('--rename-task <old=new>', 'another wording for a task (repeatable)', gather, [] as string[])
    .option('--data-mb <n>', 'size at which a data file is closed, uncompressed MiB (default 100)')
    .option('--video-mb <n>', 'size at which a video file is closed, MiB on disk (default 200)')
    .option('--chunk-size <n>', 'files per chunk folder, at most 1000 (default 1000)')
    .option(
      '--quantiles <how>',
      '"exact" from all rows, or "bounds": the envelope of the sources, faster (default exact)',
    )
    .option('--robot-type <name>', 'the robot of the result, where sources differ')
    .option('--first-names', "use the first dataset's element names where sources differ")
    .option('--drop-audio', 'leave audio tracks out')
    .option('--skip-broken', 'leave out the episodes that are broken, and say which and why')
    .option('--recipe <file>', 'repeat a merge: a saved recipe, or meta/episplice.json of a merged dataset')
    .option('--accept-changes', 'with --recipe or --again: go on although datasets are not what they were')
    .option('--json', 'print JSON')
}
