import type { ColumnDescription, ParquetDescription, RowGroupsDescription } from '#engine/parquet/describe.ts'
import type { EpisodeGrouping } from '#engine/parquet/describe-episodes.ts'
import type { LeafDescription, StatisticValue } from '#engine/parquet/describe-leaves.ts'
import type { PandasIndexLevel } from '#engine/parquet/describe-pandas.ts'
import type { PandasColumn } from '#engine/parquet/pandas-column.ts'
import type { RoundTrip } from '#engine/parquet/pandas-round-trip.ts'
import { pairsText, shortened, wrapLines, type Pair } from './pairs-text.ts'
import { bytesText, countText } from './text.ts'

/**
 * A Parquet file's description as text for a terminal of `width` columns. Names and metadata are the file's: what
 * could steer a terminal is escaped.
 */
export function renderSchema(description: ParquetDescription, width = 80): string {
  const sections = [
    headText(description, width),
    section('Columns', pairsText(description.columns.map(columnPair), width)),
    section('Storage', pairsText(storagePairs(description.columns), width)),
    section('Row groups', wrapped(rowGroupsText(description.rowGroups), width)),
    section('Metadata', metadataText(description, width)),
    section('In pandas (read_parquet of pandas 2.3 with pyarrow 25)', pandasText(description, width)),
  ]
  return sections.join('\n\n').replaceAll(unprintable, escaped)
}

/** Controls but for the line feeds that are ours, and marks that turn the direction of writing. */
const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function section(title: string, body: string): string {
  return `${title}\n${body}`
}

function wrapped(text: string, width: number): string {
  return wrapLines(text, width - 2)
    .map((line) => `  ${line}`)
    .join('\n')
}

function headText(description: ParquetDescription, width: number): string {
  const { path, rows, columns, byteLength, footerBytes, rowGroups, createdBy, formatVersion } = description
  const version =
    formatVersion === undefined ? 'Parquet' : `Parquet ${formatVersion === 2 ? '2.x' : formatVersion}`
  return [
    path,
    wrapped(
      `${countText(rows, 'row')}, ${countText(columns.length, 'column')}, ${countText(rowGroups.count, 'row group')}; ${bytesText(byteLength)}, ${bytesText(footerBytes)} of it footer`,
      width,
    ),
    wrapped(
      `${version}, written by ${createdBy === '' ? 'an application that does not say' : createdBy}`,
      width,
    ),
  ].join('\n')
}

function columnPair({ name, parquet, nullable, arrow, compressed, leaves }: ColumnDescription): Pair {
  const type = arrow?.type ?? parquet
  const lines = [nullable ? type : `${type}, required`]
  if (arrow?.extension !== undefined) {
    const { name: extension, parameters } = arrow.extension
    // The module path before the name is for programs.
    const shortName = extension.split('.').at(-1) ?? extension
    lines.push(`extension ${shortName}${parameters === undefined ? '' : ` ${parametersText(parameters)}`}`)
  }
  if (parquet !== type) lines.push(`${parquet} in Parquet`)
  return { left: name, right: [...lines, ...valuesLines(name, leaves)], end: bytesText(compressed) }
}

function parametersText(parameters: unknown): string {
  return typeof parameters === 'string' ? parameters : JSON.stringify(parameters).replaceAll(',', ', ')
}

/** Ranges and nulls, where there is one leaf and something to say. */
function valuesLines(name: string, leaves: readonly LeafDescription[]): string[] {
  const [leaf] = leaves
  if (leaf === undefined || leaves.length > 1) return []
  const { min, max, nulls = 0 } = leaf
  const range = min === undefined || max === undefined ? [] : [rangeText(min, max)]
  // In a list, an empty one counts as well.
  const isList = leaf.path !== name
  const noun = isList ? ['null or empty list', 'nulls or empty lists'] : ['null', 'nulls']
  const missing = nulls > 0 ? [countText(nulls, noun[0]!, noun[1])] : []
  const text = [...range, ...missing].join(', ')
  return text === '' ? [] : [text]
}

function rangeText(min: StatisticValue, max: StatisticValue): string {
  return min === max ? `always ${valueText(min)}` : `${valueText(min)} to ${valueText(max)}`
}

const MAX_VALUE_CHARACTERS = 24

function valueText(value: StatisticValue): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value, MAX_VALUE_CHARACTERS))
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Number(value.toPrecision(5)))
    : String(value)
}

/** Columns that are stored alike take one line. */
function storagePairs(columns: readonly ColumnDescription[]): Pair[] {
  const leaves = columns.flatMap(({ name, leaves: own }) => own.map((leaf) => ({ name, leaf })))
  const alike = Map.groupBy(leaves, ({ leaf }) => storageText(leaf))
  return [...alike].map(([storage, own]) => {
    const sum = (size: 'compressed' | 'uncompressed'): number =>
      own.reduce((total, { leaf }) => total + leaf[size], 0)
    return {
      left: namesText([...new Set(own.map(({ name }) => name))]),
      right: [
        storage === '' ? 'nothing stored' : storage,
        `${bytesText(sum('uncompressed'))} before compression`,
      ],
      end: bytesText(sum('compressed')),
    }
  })
}

function storageText({ codecs, encodings }: LeafDescription): string {
  return codecs.length === 0 ? 'nothing stored' : `${codecs.join(' and ')}: ${encodings.join(', ')}`
}

const MAX_NAMES = 4

function namesText(names: readonly string[]): string {
  if (names.length <= MAX_NAMES) return names.join(', ')
  return `${names.slice(0, MAX_NAMES - 1).join(', ')} and ${names.length - MAX_NAMES + 1} more columns`
}

function rowGroupsText({
  count,
  minRows,
  maxRows,
  minBytes,
  maxBytes,
  episodes,
}: RowGroupsDescription): string {
  if (count === 0) return 'none'
  const from = (min: string, max: string): string => (min === max ? '' : `${min} to `)
  const rows = [
    from(minRows.toLocaleString('en-US'), maxRows.toLocaleString('en-US')) + countText(maxRows, 'row'),
    from(bytesText(minBytes), bytesText(maxBytes)) + bytesText(maxBytes),
  ].join(', ')
  const each = count === 1 ? `1, of ${rows}` : `${count.toLocaleString('en-US')}, each of ${rows}`
  return episodes === undefined ? each : `${each}; ${episodesText(episodes)}`
}

function episodesText(episodes: EpisodeGrouping): string {
  switch (episodes.kind) {
    case 'one-each':
      return episodes.first === episodes.last
        ? `one per episode (episode ${episodes.first})`
        : `one per episode (${episodes.first} to ${episodes.last})`
    case 'several':
      return `not one per episode: row group ${episodes.rowGroup} holds episodes ${episodes.first} to ${episodes.last}`
    case 'split':
      return `not one per episode: row group ${episodes.rowGroup} holds rows of episode ${episodes.episode}, which is not later than the one before`
    case 'unknown':
      return 'whether one per episode cannot be told: episode_index has no statistics'
  }
}

function metadataText({ metadata, features }: ParquetDescription, width: number): string {
  if (metadata.length === 0) return '  none'
  const pairs = metadata.map(({ key, bytes, preview }): Pair => {
    const isParsed = key === 'huggingface' && features !== undefined
    // One line: the whole of it is for programs.
    const text = isParsed ? countText(features.length, 'feature') : shortened(preview, 40)
    return { left: key, right: [text], end: bytesText(bytes) }
  })
  const parsed = (features ?? []).map(({ name, type }): Pair => ({ left: `  ${name}`, right: [type] }))
  const at = metadata.findIndex(({ key }) => key === 'huggingface') + 1
  return pairsText([...pairs.slice(0, at), ...parsed, ...pairs.slice(at)], width)
}

function pandasText({ pandas }: ParquetDescription, width: number): string {
  const index: Pair = { left: 'index', right: pandas.index.map(indexText) }
  const alike = Map.groupBy(pandas.columns, (column) => pandasLines(column).join('\n'))
  const columns = [...alike].map(([text, own]): Pair => ({
    left: namesText(own.map(({ name }) => name)),
    right: text.split('\n'),
  }))
  const notes = pandas.notes.map((note) => wrapped(`Note: ${note}.`, width))
  return [pairsText([index, ...columns], width), ...notes].join('\n')
}

function indexText(level: PandasIndexLevel): string {
  const name = level.name === undefined ? '' : `, named ${level.name}`
  if (level.kind === 'column') return `column ${level.column}${name}`
  return `RangeIndex(start=${level.start}, stop=${level.stop}, step=${level.step})${name}`
}

function pandasLines({ dtype, cells, roundTrip, withDatasets }: PandasColumn): string[] {
  const lines = [cellText(dtype, cells), ...roundTripLines(roundTrip)]
  if (withDatasets === undefined) return lines
  return [
    ...lines,
    `after import datasets: ${cellText(withDatasets.dtype, withDatasets.cells)}`,
    ...roundTripLines(withDatasets.roundTrip),
  ]
}

function cellText(dtype: string, cells: string | undefined): string {
  return cells === undefined ? dtype : `${dtype}: ${cells}`
}

function roundTripLines(roundTrip: RoundTrip): string[] {
  switch (roundTrip.kind) {
    case 'kept':
      return []
    case 'changed':
      return [`written back as ${roundTrip.to}`]
    case 'fails':
      return [`pandas cannot write this column back: ${roundTrip.error}`]
  }
}
