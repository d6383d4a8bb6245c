import type { MergeSummary, SourceDrift } from '#shared/model/history.ts'
import { driftText } from '#main/services/again/drift.ts'
import { mergeCommand } from '#main/services/again/command-text.ts'
import type { StoredMerge } from '#main/services/history/records.ts'
import { bytesText, countText, tableText } from './text.ts'

/** Entries of the history as a table, newest first. */
export function historyText(merges: readonly MergeSummary[], total: number): string {
  if (total === 0) return 'No merges.'
  const rows = merges.map((merge) => [
    `#${merge.id}`,
    timeText(merge.startedMs),
    merge.status,
    merge.name,
    countText(merge.sources, 'dataset'),
    merge.episodes === undefined ? '' : countText(merge.episodes, 'episode'),
    merge.bytes === undefined ? '' : bytesText(merge.bytes),
    merge.again === undefined ? '' : `again #${merge.again}`,
  ])
  const rest = total - merges.length
  return [
    tableText(rows, [0, 4, 5, 6], 0),
    ...(rest > 0 ? [`… and ${countText(rest, 'more merge')} (--limit, --search)`] : []),
  ].join('\n')
}

/** One entry with its sources, what happened, and the command that does the same. */
export function entryText(merge: StoredMerge, drifts: readonly SourceDrift[] | undefined): string {
  const { recipe, mergeSources, outputPath, verify, error } = merge
  const sources = mergeSources.map(({ path, episodes, episodesTotal }, position) => [
    String(position),
    path,
    episodesTakenText(episodes, episodesTotal),
    drifts === undefined ? '' : driftText(drifts[position]!),
  ])
  const command = mergeCommand({
    sources: recipe.sources.map(({ path = '', episodes, trims }) => ({ path, episodes, trims })),
    options: recipe.options,
    output: outputPath,
    verify,
  })
  return [
    `#${merge.id} ${merge.name}: ${merge.status}`,
    `  into ${outputPath}`,
    `  ${timeText(merge.startedMs)}, Episplice ${merge.version}, by the ${merge.by === 'app' ? 'application' : 'command line'}`,
    ...(error === undefined ? [] : [`  ${error.code}: ${error.message}`]),
    '',
    tableText(sources, [0]),
    '',
    ...merge.events.map(
      ({ atMs, kind, message }) => `  ${timeText(atMs)}  ${kind.replace('-', ' ')}: ${message}`,
    ),
    ...(command === undefined ? [] : ['', `  ${command}`]),
    `  episplice merge --again ${merge.id}`,
  ].join('\n')
}

function episodesTakenText(episodes: readonly number[] | undefined, total: number | undefined): string {
  const all = total === undefined ? '' : countText(total, 'episode')
  return episodes === undefined ? all : `${episodes.length} of ${all}`
}

/** Local time to the second: `2026-03-01 14:05:09`. */
function timeText(ms: number): string {
  const date = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}
