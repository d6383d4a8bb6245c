import { describe, expect, it } from 'vitest'
import { parsePandasMetadata, rangeLength, shortenPandasRange } from './pandas-metadata.ts'

/** As pandas 2.3 writes it. */
const pandasText = (range: string) =>
  `{"index_columns": [${range}], "column_indexes": [], "columns": [{"name": "v", "field_name": "v", "pandas_type": "int64", "numpy_type": "int64", "metadata": null}], "attributes": {}, "creator": {"library": "pyarrow", "version": "25.0.1"}, "pandas_version": "2.3.3"}`
const range = (name: string, start: number, stop: number, step: number) =>
  `{"kind": "range", "name": ${name}, "start": ${start}, "stop": ${stop}, "step": ${step}}`

const shortened = (text: string, rowsBefore: number, rows: number) => {
  const message = Buffer.from(`\u0001\u0000head ${text} tail\u0000\u0002`).toString('base64')
  const pairs = [
    { key: 'ARROW:schema', value: message },
    { key: 'pandas', value: text },
    { key: 'huggingface', value: text },
  ]
  const [arrow, pandas, other] = shortenPandasRange(pairs, rowsBefore, rows)
  expect(other!.value).toBe(text)
  const embedded = Buffer.from(arrow!.value, 'base64')
  expect(embedded.length).toBe(Buffer.from(message, 'base64').length)
  // The copy inside the Arrow schema has the same words, and nothing around it has moved.
  expect(embedded.toString()).toBe(`\u0001\u0000head ${pandas!.value} tail\u0000\u0002`)
  return pandas!.value
}

describe('shortenPandasRange', () => {
  it.each([
    ['from 0', 'null', 0, 50, 1, 3, 3],
    ['with a start and a step', 'null', 10, 110, 2, 3, 16],
    ['with a name', '"row"', 0, 50, 1, 0, 0],
    ['with a name that has quotes and braces', '"\\"q{}\\u00e9"', -5, 45, 1, 25, 20],
    ['counting down, where the end gets more digits', '"down"', 50, 0, -1, 25, 25],
    ['of which the end gets a sign', 'null', -5, 45, 1, 1, -4],
  ])('ends a range %s earlier', (_, name, start, stop, step, rows, end) => {
    const before = pandasText(range(name, start, stop, step))
    const after = shortened(before, 50, rows)
    expect(after).toHaveLength(before.length)
    const index = parsePandasMetadata(after)!.index_columns[0]
    expect(index).toEqual({ ...(JSON.parse(range(name, start, stop, step)) as object), stop: end })
    expect(JSON.parse(after)).toEqual({ ...(JSON.parse(before) as object), index_columns: [index] })
  })

  it.each([
    ['an index in columns', pandasText('"task"'), 50, 3],
    ['no index', pandasText(''), 50, 3],
    ['a range that did not fit before', pandasText(range('null', 0, 49, 1)), 50, 3],
    ['a file taken whole', pandasText(range('null', 0, 50, 1)), 50, 50],
    ['damaged metadata', '{"index_columns": [', 50, 3],
  ])('leaves %s alone', (_, text, rowsBefore, rows) => {
    expect(shortened(text, rowsBefore, rows)).toBe(text)
  })

  it('leaves other metadata alone', () => {
    const pairs = [{ key: 'huggingface', value: '{}' }]
    expect(shortenPandasRange(pairs, 50, 3)).toEqual(pairs)
  })
})

describe('rangeLength', () => {
  it.each([
    [0, 5, 1, 5],
    [10, 20, 3, 4],
    [50, 0, -1, 50],
    [5, 0, 1, 0],
    [0, 5, 0, 0],
  ])('from %i to %i by %i has %i labels', (start, stop, step, labels) => {
    expect(rangeLength({ kind: 'range', start, stop, step })).toBe(labels)
  })
})
