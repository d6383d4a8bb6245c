import type { MergeDifference } from '#shared/model/history.ts'
import type { MergeOptions, Trim } from '#shared/plan.ts'
import type { StoredMerge, StoredSource } from '../history/records.ts'

/** Says what two merges were asked to do differently, and what was different about their sources. */
export function recipeDifferences(a: StoredMerge, b: StoredMerge): MergeDifference[] {
  const rows: MergeDifference[] = []
  const compare = (subject: string, one: string, other: string): void => {
    if (one !== other) rows.push({ subject, a: one, b: other })
  }
  const sources = Math.max(a.mergeSources.length, b.mergeSources.length)
  for (let position = 0; position < sources; position++) {
    const [one, other] = [a.mergeSources[position], b.mergeSources[position]]
    const subject = `Source ${position + 1}`
    compare(subject, pathText(one), pathText(other))
    if (one === undefined || other === undefined) continue
    if (one.fingerprint !== other.fingerprint)
      rows.push({ subject: `${subject}, as it was`, a: stateText(one), b: stateText(other) })
    compare(
      `${subject}, episodes trimmed`,
      trimsText(a.recipe.sources[position]?.trims),
      trimsText(b.recipe.sources[position]?.trims),
    )
    compare(`${subject}, episodes taken`, episodesText(one.episodes), episodesText(other.episodes))
  }
  for (const [subject, textOf] of options)
    compare(subject, textOf(a.recipe.options), textOf(b.recipe.options))
  compare('Verified after merging', yesNo(a.verify), yesNo(b.verify))
  compare('Version of Episplice', a.version, b.version)
  return rows
}

function pathText(source: StoredSource | undefined): string {
  return source?.path ?? '(none)'
}

/** Two states of a source may have as many episodes: the beginning of the fingerprint tells them apart. */
function stateText({ episodesTotal, fingerprint }: StoredSource): string {
  const state = `state ${fingerprint.slice(0, 8)}`
  return episodesTotal === undefined ? state : `${episodesTotal} episodes, ${state}`
}

const SHOWN = 20

function episodesText(episodes: readonly number[] | undefined): string {
  if (episodes === undefined) return 'all'
  const shown = episodes.slice(0, SHOWN).join(', ')
  return episodes.length > SHOWN ? `${shown}, … (${episodes.length})` : shown || '(none)'
}

function trimsText(trims: readonly Trim[] = []): string {
  const shown = trims
    .slice(0, SHOWN)
    .map(({ episode, from, to }) => `${episode} to frames ${from}–${to - 1}`)
    .join(', ')
  return trims.length > SHOWN ? `${shown}, … (${trims.length})` : shown || '(none)'
}

const options: readonly (readonly [string, (options: MergeOptions) => string])[] = [
  ['Tasks reworded', ({ renameTasks }) => renamesText(renameTasks)],
  ['Size of a data file', ({ dataMb }) => `${dataMb} MiB`],
  ['Size of a video file', ({ videoMb }) => `${videoMb} MiB`],
  ['Files in a chunk folder', ({ chunkSize }) => String(chunkSize)],
  ['Quantiles', ({ quantiles }) => quantiles],
  ['Robot of the result', ({ robotType }) => robotType ?? 'the one of the sources'],
  ["First source's element names", ({ firstNames }) => yesNo(firstNames)],
  ['Audio left out', ({ dropAudio }) => yesNo(dropAudio)],
]

function renamesText(renames: MergeOptions['renameTasks']): string {
  const pairs = Object.entries(renames).map(([old, now]) => `“${old}” → “${now}”`)
  return pairs.length === 0 ? '(none)' : pairs.sort().join(', ')
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}
