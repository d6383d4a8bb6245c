import type { MergePlan } from '#shared/plan.ts'
import { bytesText, countText, durationText, tableText } from './text.ts'

/** A plan in words: totals, sources, tasks, files. */
export function planText(plan: MergePlan): string {
  const { totals } = plan
  const encoded = plan.episodes.filter(({ copy }) => copy === 'encode').length
  const trimmed = plan.episodes.filter(({ trim }) => trim !== undefined).length
  const lines = [
    `Plan: ${countText(totals.episodes, 'episode')}, ${countText(totals.frames, 'frame')} (${durationText(totals.frames / plan.fps)}), ${countText(totals.tasks, 'task')}`,
    `      ${countText(totals.files, 'file')}, about ${bytesText(totals.bytes)}, into ${plan.output}`,
    '',
    tableText(sourceRows(plan), [0, 2, 3]),
    '',
    tableText(fileRows(plan), [1, 2]),
  ]
  if (trimmed > 0) lines.push('', `  Only a part is kept of ${countText(trimmed, 'episode')}.`)
  if (encoded > 0) {
    lines.push(
      '',
      `  The rows of ${countText(encoded, 'episode')} are cut out or recast; all others are copied byte for byte.`,
    )
  }
  return lines.join('\n')
}

function sourceRows(plan: MergePlan): string[][] {
  const counts = new Map<number, { episodes: number; frames: number }>()
  for (const { source, length } of plan.episodes) {
    const own = counts.get(source) ?? { episodes: 0, frames: 0 }
    counts.set(source, { episodes: own.episodes + 1, frames: own.frames + length })
  }
  const rows = plan.recipe.sources.map(({ name, episodes }, source) => [
    String(source),
    name,
    countText(counts.get(source)?.episodes ?? 0, 'episode'),
    countText(counts.get(source)?.frames ?? 0, 'frame'),
    episodes === undefined ? '' : 'chosen',
  ])
  return rows.length > 20
    ? [...rows.slice(0, 10), ['…', `${rows.length - 20} more`, '', '', ''], ...rows.slice(-10)]
    : rows
}

function fileRows(plan: MergePlan): string[][] {
  const row = (name: string, shards: readonly { readonly bytes: number }[]): string[] => [
    name,
    countText(shards.length, 'file'),
    bytesText(shards.reduce((sum, { bytes }) => sum + bytes, 0)),
  ]
  return [
    row('data', plan.data),
    ...plan.cameras.map((camera) => row(camera, plan.videos[camera] ?? [])),
    row('meta/episodes', plan.meta),
  ]
}
