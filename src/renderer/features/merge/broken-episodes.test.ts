import { expect, test } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import type { SourceStatus } from '#shared/model/merge.ts'
import { placeId } from '#shared/model/place.ts'
import { leftOutEpisodes, withBroken, withoutBroken, withoutEpisodes } from './broken-episodes.ts'
import { emptyDraft, withEpisodes, withMovedSource, withSources } from './draft.ts'

const [a, b] = [placeId.parse('a'.repeat(20)), placeId.parse('b'.repeat(20))]
const draft = withSources(emptyDraft(undefined), [a, b])

const status = (listed: readonly number[] | undefined): SourceStatus => ({
  place: { id: a, path: '/a', name: 'a' },
  name: 'a',
  episodes: 4,
  listed,
  episodesKept: 4,
  frames: 100,
  bytes: 1000,
  cameras: [],
  fingerprint: 'f',
  worst: 'blocking',
  error: undefined,
})
const broken = (source: number, episodes: readonly number[]): Finding => ({
  code: 'WINDOW_LENGTH',
  tier: 'blocking',
  source,
  episodes,
  message: 'too short',
})
const found = {
  of: draft,
  preview: {
    findings: [broken(1, [1]), broken(1, [1, 3])],
    sources: [status(undefined), status([0, 1, 2, 3])],
  },
}
const kept = ({ sources }: typeof draft) => sources.map(({ episodes }) => episodes)

test('all broken episodes are left out, each of its own source', () => {
  expect(kept(withoutBroken(draft, found))).toEqual([undefined, [0, 2]])
})

test('what was chosen stays chosen, in its order', () => {
  expect(kept(withoutBroken(withEpisodes(draft, 1, [3, 2, 1, 0]), found))).toEqual([undefined, [2, 0]])
})

test('some of them are left out, wherever the source is by now', () => {
  expect(kept(withoutEpisodes(withMovedSource(draft, 1, 0), found, 1, new Set([3])))).toEqual([
    [0, 1, 2],
    undefined,
  ])
})

test('they are taken in again where their numbers belong', () => {
  const left = withoutBroken(draft, found)
  const findings = found.preview.findings.map((finding) => ({
    ...finding,
    tier: 'advisory' as const,
    isLeftOut: true as const,
  }))
  expect(leftOutEpisodes(findings)).toEqual(new Map([[1, new Set([1, 3])]]))
  const after = { of: left, preview: { ...found.preview, findings } }
  expect(kept(withBroken(left, after))).toEqual([undefined, undefined])
  expect(kept(withBroken(withEpisodes(left, 1, [2]), { ...after, of: left }))).toEqual([undefined, [1, 2, 3]])
})
