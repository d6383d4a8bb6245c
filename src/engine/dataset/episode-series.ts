import { EngineError } from '#shared/errors.ts'
import { openFile, throwIfCancelled, type ByteSource } from '#engine/io/files.ts'
import { ChunkRows, takeRows } from '#engine/parquet/chunk-rows.ts'
import { leafNumbers } from '#engine/parquet/leaf-numbers.ts'
import { rowOffsets, type LeafColumn } from '#engine/parquet/leaf.ts'
import { entriesPerRow } from '#engine/parquet/row-reader.ts'
import { columnNamed, leavesOf, type SchemaNode } from '#engine/parquet/schema.ts'
import { groupsOf, type DataFile, type RowRange } from './data-files.ts'
import { elementsOf, isNumeric, type Feature } from './info.ts'
import type { Dataset } from './open.ts'
import { pathInside } from './paths.ts'

/** One element of a feature; the last dimension runs fastest. */
export interface SeriesElement {
  readonly feature: string
  readonly element: number
}

/** Values of one element, row by row. What is null or missing is NaN. */
export type Series = Float32Array | Float64Array

/**
 * Reads elements of numeric features in some rows of a data file, with the pages that hold these rows and no others.
 * Throws `INPUT_INVALID` for what is no number of this dataset, else what reading gives.
 */
export async function readSeries(
  dataset: Dataset,
  { file: number, start, end }: RowRange,
  wanted: readonly SeriesElement[],
  signal?: AbortSignal,
): Promise<Series[]> {
  for (const one of wanted) refuseForeign(dataset.info.features.get(one.feature), one)
  const file = dataset.dataFiles[number]!
  await using source = await openFile(pathInside(dataset.dir, file.path))
  return await readFileSeries(source, file, { start, end }, wanted, signal)
}

/** As {@link readSeries}, out of an open file. */
export async function readFileSeries(
  source: ByteSource,
  file: DataFile,
  { start, end }: Omit<RowRange, 'file'>,
  wanted: readonly SeriesElement[],
  signal?: AbortSignal,
): Promise<Series[]> {
  const { footer } = file
  const perRow = await entriesPerRow(footer)
  const series = new Array<Series>(wanted.length)
  // Element by element of one column: it is read once.
  for (const [feature, own] of Map.groupBy(wanted.keys(), (i) => wanted[i]!.feature)) {
    const [leaf, ...others] = leavesOf(columnNamed(footer.root, feature, footer.path))
    if (leaf === undefined || others.length > 0) throw notNumeric(feature)
    const isSmall = leaf.type === 'FLOAT' || leaf.type === 'BOOLEAN' || leaf.logical === 'FLOAT16'
    const outputs = own.map((i) => {
      const output = new (isSmall ? Float32Array : Float64Array)(end - start).fill(NaN)
      series[i] = output
      return { output, element: wanted[i]!.element }
    })
    const number = footer.leaves.indexOf(leaf)
    let at = 0
    for (const part of groupsOf(file, start, end)) {
      throwIfCancelled(signal, `reading ${feature}`)
      const chunk = new ChunkRows(footer, part.group, number, perRow[number])
      const decoded = await chunk.read(source, part.start, part.end)
      const column = takeRows(decoded, part.start, part.end, footer.path)
      for (const { output, element } of outputs)
        takeElement(leaf, column, element, output.subarray(at, at + part.end - part.start))
      at += part.end - part.start
    }
  }
  return series
}

function refuseForeign(feature: Feature | undefined, { feature: name, element }: SeriesElement): void {
  if (feature === undefined || !isNumeric(feature)) throw notNumeric(name)
  const elements = elementsOf(feature)
  if (element >= elements)
    throw new EngineError('INPUT_INVALID', `${name} has ${elements} elements, none with number ${element}`)
}

function notNumeric(feature: string): EngineError {
  return new EngineError('INPUT_INVALID', `${feature} is not a feature of numbers`)
}

/** Puts one element of every row into `output`. Rows that are shorter, and null elements, leave it as it is. */
function takeElement(leaf: SchemaNode, column: LeafColumn, element: number, output: Series): void {
  const { maxDefinition } = leaf
  const numbers = leafNumbers(leaf, column.values)
  const { definition } = column
  const { entries, values, rows } = rowOffsets(column, maxDefinition)
  for (let row = 0; row < rows; row++) {
    const entry = (entries?.[row] ?? row) + element
    if (entry >= (entries?.[row + 1] ?? row + 1)) continue
    if (definition !== undefined && definition[entry] !== maxDefinition) continue
    let value = (values?.[row] ?? row) + element
    // Nulls before it in its row are entries, but no values.
    if (definition !== undefined)
      for (let before = entry - element; before < entry; before++)
        if (definition[before] !== maxDefinition) value--
    output[row] = numbers[value] ?? NaN
  }
}
