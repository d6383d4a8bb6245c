import { expect, test } from 'vitest'
import type { Api } from '#shared/contract.ts'
import type { EpisodeValues, SeriesValues } from '#shared/model/episode.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { fakeApi } from '#renderer/api/fake.ts'
import { EpisodeSeries, type ReadValues } from './series-values.ts'

const place = 'a'.repeat(20) as PlaceId

const readFrom =
  (api: Pick<Api, 'call'>, episode: number): ReadValues =>
  (wanted, options) =>
    api.call('episodes.values', { place, episode, ...wanted }, options)

function encoded(values: Float32Array | Float64Array): SeriesValues {
  return {
    encoding: values instanceof Float32Array ? 'float32' : 'float64',
    data: btoa(String.fromCharCode(...new Uint8Array(values.buffer))),
  }
}

/** Answers with the frame number plus the element, at most four rows at a time. */
function answer({
  series,
  from,
}: {
  series: { feature: string; element: number }[]
  from: number
}): EpisodeValues {
  const count = Math.min(4, 10 - from)
  const rows = (element: number) => Array.from({ length: count }, (_, i) => from + i + element)
  return {
    from,
    count,
    series: series.map(({ feature, element }) =>
      encoded(feature === 'small' ? Float32Array.from(rows(element)) : Float64Array.from(rows(element))),
    ),
  }
}

test('values come in windows, once', async () => {
  const { api, calls } = fakeApi({ 'episodes.values': answer })
  const series = new EpisodeSeries(readFrom(api, 3), 10)
  const wanted = [
    { feature: 'small', element: 0 },
    { feature: 'large', element: 100 },
  ]
  const { signal } = new AbortController()
  await series.load(wanted, signal)
  await series.load([...wanted, { feature: 'small', element: 1 }], signal)
  const { values } = series.store.getState()
  expect(values.get('small/0')).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9))
  expect(values.get('large/100')).toEqual(Float64Array.from({ length: 10 }, (_, i) => 100 + i))
  expect(values.get('small/1')?.[9]).toBe(10)
  expect(calls.map(({ input }) => input)).toMatchObject([
    { from: 0, series: wanted },
    { from: 4 },
    { from: 8 },
    { from: 0, series: [{ feature: 'small', element: 1 }] },
    { from: 4 },
    { from: 8 },
  ])
})

test('what fails is told, and asked for again; what was given up is not', async () => {
  let fails = true
  const { api } = fakeApi({
    'episodes.values': (input) => {
      if (fails) throw new Error('no')
      return answer(input)
    },
  })
  const series = new EpisodeSeries(readFrom(api, 0), 10)
  const wanted = [{ feature: 'small', element: 0 }]
  const giveUp = new AbortController()
  giveUp.abort()
  await series.load(wanted, giveUp.signal)
  expect(series.store.getState().error).toBeUndefined()
  await series.load(wanted, new AbortController().signal)
  expect(series.store.getState().error?.code).toBe('INTERNAL')
  fails = false
  await series.load(wanted, new AbortController().signal)
  expect(series.store.getState()).toMatchObject({ error: undefined, values: { size: 1 } })
})
