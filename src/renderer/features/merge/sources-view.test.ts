import { expect, test } from 'vitest'
import type { MergePreview, SourceStatus } from '#shared/model/merge.ts'
import { placeId, type Place } from '#shared/model/place.ts'
import { emptyDraft, withEpisodes, withMovedSource, withoutSources, withSources } from './draft.ts'
import { currentPositions, viewSources } from './sources-view.ts'

const place = (letter: string): Place => ({
  id: placeId.parse(letter.repeat(20)),
  path: `/data/${letter}`,
  name: letter,
})
const [a, b, copy] = [place('a'), place('b'), place('c')]
const status = (own: Place, fingerprint: string) =>
  ({ place: own, name: own.name, fingerprint }) as unknown as SourceStatus
const of = withSources(emptyDraft(undefined), [a.id, b.id, copy.id])
const preview = {
  sources: [status(a, 'one'), status(b, 'two'), status(copy, 'one')],
} as unknown as MergePreview
const nothing = { places: new Map(), preview: undefined, of: undefined }

test('a status stays with its source while the list changes', () => {
  const moved = withSources(withMovedSource(of, 1, 0), [place('d').id])
  const views = viewSources(moved.sources, { places: new Map(), preview, of })
  expect(views.map(({ name }) => name)).toEqual(['b', 'a', 'c', '…'])
  expect(views.map(({ status: own }) => own?.fingerprint)).toEqual(['two', 'one', 'one', undefined])
})

test('the same data twice is marked, also from another folder; other episodes of it are not', () => {
  const duplicates = (draft: typeof of) =>
    viewSources(draft.sources, { places: new Map(), preview, of }).map(({ duplicateOf }) => duplicateOf)
  expect(duplicates(of)).toEqual([undefined, undefined, 0])
  expect(duplicates(withEpisodes(of, 2, [1]))).toEqual([undefined, undefined, undefined])
})

test('before anything is known, the same place twice is a duplicate and names come from where it was added', () => {
  const twice = withSources(emptyDraft(undefined), [a.id, a.id])
  const views = viewSources(twice.sources, { ...nothing, places: new Map([[a.id, a]]) })
  expect(views.map(({ name, duplicateOf }) => [name, duplicateOf])).toEqual([
    ['a', undefined],
    ['a', 0],
  ])
})

test('positions of an earlier draft are found in the present one', () => {
  const now = withoutSources(withMovedSource(of, 0, 2), [0])
  expect(currentPositions([0, 1, 2], of, now)).toEqual([1, 0])
})
