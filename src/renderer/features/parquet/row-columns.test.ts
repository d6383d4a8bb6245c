import { expect, test } from 'vitest'
import type { ParquetColumn, ParquetFile } from '#shared/model/parquet.ts'
import type { PlaceId } from '#shared/model/place.ts'
import { isNumeric, rowColumns } from './row-columns.tsx'

const column = (name: string, arrow: string, leaves = 1): ParquetColumn => ({
  name,
  parquet: 'group',
  arrow,
  extension: undefined,
  nullable: true,
  compressed: 0,
  uncompressed: 0,
  leaves: Array.from({ length: leaves }, () => ({
    path: name,
    physical: 'INT64',
    encodings: [],
    codecs: [],
    compressed: 0,
    uncompressed: 0,
  })),
})

test('numbers are told from lists and structs of numbers', () => {
  expect(isNumeric(column('frame_index', 'int64'))).toBe(true)
  expect(isNumeric(column('timestamp', 'float'))).toBe(true)
  expect(isNumeric(column('action', 'fixed_size_list<float>[6]'))).toBe(false)
  expect(isNumeric(column('task', 'string'))).toBe(false)
  expect(isNumeric(column('x', 'int64', 2))).toBe(false)
})

test('columns of one name stay apart, and the number of the row is first', () => {
  const file: ParquetFile = {
    place: { id: 'x' as PlaceId, path: '/x.parquet', name: 'x.parquet' },
    bytes: 0,
    rows: 0,
    createdBy: '',
    columns: [column('Row', 'int64'), column('Row', 'string')],
    metadata: [],
    rowGroupCount: 0,
    rowGroups: [],
  }
  const columns = rowColumns(file)
  expect(columns.map(({ title }) => title)).toEqual(['Row', 'Row', 'Row'])
  expect(new Set(columns.map(({ id }) => id)).size).toBe(3)
  expect(columns.map(({ align }) => align)).toEqual(['end', 'end', undefined])
})
