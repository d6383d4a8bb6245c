import { describe, expect, it } from 'vitest'
import type { LeafDescription } from './describe-leaves.ts'
import { hasNullLists, pandasColumn } from './pandas-column.ts'
import type { RoundTrip } from './pandas-round-trip.ts'
import { plainType, typeText, type TypeTree } from './type-tree.ts'

const ROWS = 10

function leaf(nulls: number | undefined, entries = ROWS): LeafDescription {
  return {
    path: 'c',
    codecs: ['SNAPPY'],
    encodings: ['PLAIN'],
    compressed: 1,
    uncompressed: 1,
    entries,
    nulls,
    min: undefined,
    max: undefined,
  }
}

const list = (element: TypeTree, length?: number): TypeTree => ({
  kind: 'list',
  name: length === undefined ? 'list' : 'fixed_size_list',
  element,
  length,
})
const struct = (fields: Record<string, TypeTree>): TypeTree => ({
  kind: 'struct',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
})
const kept: RoundTrip = { kind: 'kept' }
const to = (type: string): RoundTrip => ({ kind: 'changed', to: type })
const [int64, float, string] = [plainType('int64'), plainType('float'), plainType('string')]

/** Recorded with pandas 2.3.3 and pyarrow 25.0.1: type, nulls of its leaves, dtype, cells, and the type written back. */
const recorded: [TypeTree, (number | undefined)[], string, string | undefined, RoundTrip][] = [
  [int64, [0], 'int64', undefined, kept],
  [int64, [3], 'float64', undefined, to('double')],
  [int64, [ROWS], 'float64', undefined, to('double')],
  [int64, [undefined], 'int64, or float64 if there are nulls', undefined, kept],
  [plainType('uint8'), [0], 'uint8', undefined, kept],
  [plainType('bool'), [0], 'bool', undefined, kept],
  [plainType('bool'), [1], 'object', 'bool or None', kept],
  [plainType('bool'), [ROWS], 'object', 'bool or None', to('null')],
  [plainType('halffloat'), [2], 'float16', undefined, kept],
  [float, [2], 'float32', undefined, kept],
  [string, [2], 'object', 'str', kept],
  [string, [ROWS], 'object', 'str', to('null')],
  [plainType('large_string'), [0], 'object', 'str', to('string')],
  [plainType('binary'), [0], 'object', 'bytes', kept],
  [plainType('fixed_size_binary[2]'), [0], 'object', 'bytes', to('binary')],
  [plainType('date32[day]'), [0], 'object', 'datetime.date', kept],
  [plainType('time32[ms]'), [0], 'object', 'datetime.time', to('time64[us]')],
  [plainType('timestamp[ms, tz=Europe/Berlin]'), [4], 'datetime64[ms, Europe/Berlin]', undefined, kept],
  [plainType('duration[us]'), [0], 'timedelta64[us]', undefined, kept],
  [plainType('dictionary<string>'), [0], 'category', undefined, kept],
  [plainType('null'), [ROWS], 'object', 'None', kept],
  [list(float, 6), [0], 'object', 'numpy.ndarray of float32, shape (6,)', to('list<float>')],
  [list(list(float)), [0], 'object', 'numpy.ndarray of numpy.ndarray of float32', kept],
  [list(string), [0], 'object', 'numpy.ndarray of str', kept],
  [list(plainType('timestamp[us]')), [0], 'object', 'numpy.ndarray of datetime64[us]', kept],
  [list(struct({ a: float })), [0], 'object', 'numpy.ndarray of dict of a', to('list<struct<a: double>>')],
  [struct({ bytes: plainType('binary'), path: string }), [0, 0], 'object', 'dict of bytes, path', kept],
  [
    struct({ bytes: plainType('binary'), path: string }),
    [0, ROWS],
    'object',
    'dict of bytes, path',
    to('struct<bytes: binary, path: null>'),
  ],
  [
    struct({ a: int64, b: list(float) }),
    [2, 0],
    'object',
    'dict of a, b',
    to('struct<a: double, b: list<float>>'),
  ],
  [struct({}), [], 'object', 'dict of ', { kind: 'fails', error: 'ArrowNotImplementedError' }],
  [
    { kind: 'map', key: string, value: int64 },
    [0, 0],
    'object',
    'list of (key, value) tuples',
    { kind: 'fails', error: 'ArrowTypeError' },
  ],
]

describe('pandasColumn predicts', () => {
  it.each(recorded.map((entry) => [typeText(entry[0]), entry[1].join(), entry] as const))(
    '%s with %s nulls',
    (_, __, [type, nulls, dtype, cells, roundTrip]) => {
      const leaves = nulls.map((count) => leaf(count))
      expect(pandasColumn({ name: 'c', type, extension: undefined, leaves, rows: ROWS }, undefined)).toEqual({
        name: 'c',
        dtype,
        cells,
        roundTrip,
        withDatasets: undefined,
      })
    },
  )

  it.each([
    ['Int64', int64],
    ['boolean', plainType('bool')],
    ['string', string],
    ['int64[pyarrow]', int64],
  ])('the dtype %s that pandas has kept', (numpyType, type) => {
    const metadata = { index_columns: [], columns: [{ name: 'c', field_name: 'c', numpy_type: numpyType }] }
    const input = { name: 'c', type, extension: undefined, leaves: [leaf(3)], rows: ROWS }
    expect(pandasColumn(input, metadata)).toMatchObject({ dtype: numpyType, roundTrip: kept })
  })

  it('arrays of any length, which datasets holds as objects', () => {
    const extension = {
      name: 'datasets.features.features.Array2DExtensionType',
      parameters: [[null, 3], 'int32'],
    }
    const input = {
      name: 'c',
      type: list(list(plainType('int32'))),
      extension,
      leaves: [leaf(0)],
      rows: ROWS,
    }
    expect(pandasColumn(input, undefined).withDatasets).toMatchObject({
      dtype: 'array[object]',
      cells: 'numpy.ndarray of int32, shape (any, 3)',
    })
  })

  it('extension types that nobody registered as their storage', () => {
    const input = {
      name: 'c',
      type: plainType('fixed_size_binary[16]'),
      extension: { name: 'arrow.uuid', parameters: undefined },
      leaves: [leaf(0)],
      rows: ROWS,
    }
    expect(pandasColumn(input, undefined)).toMatchObject({
      dtype: 'object',
      cells: 'bytes',
      roundTrip: to('binary, without its extension type'),
      withDatasets: undefined,
    })
  })
})

describe('hasNullLists', () => {
  it.each([
    ['all rows of full length', list(float, 6), ROWS * 6, false],
    ['a null row', list(float, 6), (ROWS - 1) * 6 + 1, true],
    ['a list of any length', list(float), 17, false],
  ])('%s', (_, type, entries, expected) => {
    const input = { name: 'c', type, extension: undefined, leaves: [leaf(0, entries)], rows: ROWS }
    expect(hasNullLists(input)).toBe(expected)
  })
})
