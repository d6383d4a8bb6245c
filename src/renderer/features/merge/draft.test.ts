import { describe, expect, test } from 'vitest'
import { mergeDraftSchema } from '#shared/model/merge.ts'
import { placeId } from '#shared/model/place.ts'
import { settingsSchema } from '#shared/model/settings.ts'
import {
  duplicatedSources,
  emptyDraft,
  sourceKeys,
  withEpisodes,
  withMovedSource,
  withNaturalOrder,
  withoutSources,
  withSources,
  withTaskNamed,
} from './draft.ts'

const place = (letter: string) => placeId.parse(letter.repeat(20))
const [a, b, c] = [place('a'), place('b'), place('c')]
const abc = withSources(emptyDraft(undefined), [a, b, c])
const order = (draft: typeof abc) => draft.sources.map((source) => source.place[0]).join('')

describe('a draft', () => {
  test('begins with the sizes of the settings and is what the contract takes', () => {
    const draft = emptyDraft(settingsSchema.parse({ dataMb: 7, quantiles: 'bounds' }))
    expect(draft.options).toMatchObject({ dataMb: 7, videoMb: 200, quantiles: 'bounds' })
    expect(mergeDraftSchema.safeParse(draft).success).toBe(true)
  })

  test.each([
    [0, 2, 'bca'],
    [2, 0, 'cab'],
    [1, 99, 'acb'],
    [1, -5, 'bac'],
    [7, 0, 'abc'],
  ])('moves a source from %i to %i', (from, to, result) => {
    expect(order(withMovedSource(abc, from, to))).toBe(result)
  })

  test('leaves sources out by position', () => {
    expect(order(withoutSources(abc, [0, 2]))).toBe('b')
  })

  test('orders by name as people count', () => {
    const names = { [a]: 'take_10', [b]: 'take_2', [c]: 'Take_1' }
    expect(order(withNaturalOrder(abc, (source) => names[source.place]!))).toBe('cba')
  })

  test('chooses episodes, and all of them without a key left behind', () => {
    const chosen = withEpisodes(abc, 1, [3, 1])
    expect(chosen.sources[1]).toEqual({ place: b, episodes: [3, 1] })
    expect(withEpisodes(chosen, 1, undefined).sources[1]).toEqual({ place: b })
  })

  test('names a task, names it again, and takes the name back', () => {
    const once = withTaskNamed(abc, ['pick it', 'pick'], 'pick')
    expect(once.options.renameTasks).toEqual({ 'pick it': 'pick' })
    const twice = withTaskNamed(once, ['pick it', 'pick'], 'grab')
    expect(twice.options.renameTasks).toEqual({ 'pick it': 'grab', pick: 'grab' })
    expect(withTaskNamed(twice, ['pick it', 'pick'], '').options.renameTasks).toEqual({})
  })

  test('sources keep their keys while they move, twice the same one too', () => {
    const twice = withSources(abc, [a])
    expect(new Set(sourceKeys(twice.sources)).size).toBe(4)
    expect([...sourceKeys(withMovedSource(twice, 1, 3).sources)].sort()).toEqual(
      [...sourceKeys(twice.sources)].sort(),
    )
  })

  test('duplicates point to the first', () => {
    expect([...duplicatedSources(['x', 'y', 'x', 'x'])]).toEqual([
      [2, 0],
      [3, 0],
    ])
  })
})
