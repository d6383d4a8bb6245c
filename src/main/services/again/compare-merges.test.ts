import { expect, it } from 'vitest'
import { mergeId } from '#shared/model/history.ts'
import { mergeOptionsSchema, type MergeOptions } from '#shared/plan.ts'
import type { StoredMerge, StoredSource } from '../history/records.ts'
import { recipeDifferences } from './compare-merges.ts'

const monday: StoredSource = {
  path: '/data/monday',
  name: 'monday',
  fingerprint: 'a'.repeat(64),
  episodesTotal: 3,
  episodes: undefined,
  digests: undefined,
}

function merge(
  sources: readonly StoredSource[],
  options: Partial<MergeOptions> = {},
  version = '1',
): StoredMerge {
  return {
    id: mergeId.parse(1),
    name: 'week',
    outputPath: '/data/week',
    status: 'succeeded',
    startedMs: 0,
    seconds: 1,
    sources: sources.length,
    episodes: 3,
    frames: 90,
    bytes: 1,
    by: 'app',
    again: undefined,
    recipe: {
      episplice: 'recipe/1',
      sources: sources.map(({ path, name, fingerprint }) => ({ path, name, fingerprint })),
      options: mergeOptionsSchema.parse(options),
    },
    version,
    verified: true,
    verify: true,
    error: undefined,
    verification: undefined,
    comparison: undefined,
    events: [],
    mergeSources: sources,
  }
}

it('says nothing of equal merges', () => {
  expect(recipeDifferences(merge([monday]), merge([monday]))).toEqual([])
})

it('tells sources, their states and their episodes apart', () => {
  const grown = { ...monday, fingerprint: 'b'.repeat(64), episodesTotal: 5, episodes: [0, 4] }
  expect(recipeDifferences(merge([monday]), merge([grown, monday]))).toEqual([
    { subject: 'Source 1, as it was', a: '3 episodes, state aaaaaaaa', b: '5 episodes, state bbbbbbbb' },
    { subject: 'Source 1, episodes taken', a: 'all', b: '0, 4' },
    { subject: 'Source 2', a: '(none)', b: '/data/monday' },
  ])
})

it('tells every option apart', () => {
  const other = {
    renameTasks: { grab: 'pick' },
    dataMb: 1,
    videoMb: 2,
    chunkSize: 3,
    quantiles: 'bounds',
    robotType: 'so101',
    firstNames: true,
    dropAudio: true,
  } as const
  const rows = recipeDifferences(merge([monday]), merge([monday], other, '2'))
  expect(rows).toHaveLength(Object.keys(mergeOptionsSchema.shape).length + 1)
  expect(rows[0]).toEqual({ subject: 'Tasks reworded', a: '(none)', b: '“grab” → “pick”' })
  expect(rows.at(-1)).toEqual({ subject: 'Version of Episplice', a: '1', b: '2' })
})
