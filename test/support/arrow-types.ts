import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Data,
  DataType,
  Dictionary,
  Field,
  type FixedSizeList,
  Int32,
  LargeList,
  makeData,
  Schema,
  Table as ArrowTable,
  tableFromIPC,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from 'apache-arrow'
import { readParquet, Table, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import type { Oddity } from './edit-dataset.ts'
import { files } from './read-dataset.ts'

/** Writes the data files anew with Arrow's Rust writer, a column of another Arrow type where `edit` gives one. */
function retypedInArrow(edit: (column: Vector) => Vector | undefined): Oddity {
  return async (dir) => {
    for (const path of files(dir, 'data/*/*.parquet')) {
      const table = tableFromIPC(readParquet(new Uint8Array(await readFile(join(dir, path)))).intoIPCStream())
      const columns = table.schema.fields.map((field, i) => {
        const column = table.getChildAt(i)!
        const edited = edit(column) ?? column
        return {
          column: edited,
          isEdited: edited !== column,
          field: new Field(field.name, edited.type, field.nullable, field.metadata),
        }
      })
      if (!columns.some(({ isEdited }) => isEdited)) throw new Error(`no column of ${path} is of that type`)
      const schema = new Schema(
        columns.map(({ field }) => field),
        table.schema.metadata,
      )
      const edited = new ArrowTable(
        schema,
        Object.fromEntries(columns.map(({ column, field }) => [field.name, column])),
      )
      await writeFile(
        join(dir, path),
        writeParquet(
          Table.fromIPCStream(tableToIPC(edited, 'stream')),
          new WriterPropertiesBuilder().setMaxRowGroupSize(30).build(),
        ),
      )
    }
  }
}

/** Lists with offsets of 64 bits, as Polars writes them. */
export const largeLists: Oddity = retypedInArrow((column) =>
  isFixedSizeLists(column) ? new Vector(column.data.map(withLongOffsets)) : undefined,
)

function isFixedSizeLists(column: Vector): column is Vector<FixedSizeList> {
  return DataType.isFixedSizeList(column.type)
}

function withLongOffsets({ type, length, nullCount, nullBitmap, children }: Data<FixedSizeList>) {
  return makeData({
    type: new LargeList(type.children[0]!),
    length,
    nullCount,
    nullBitmap,
    valueOffsets: BigInt64Array.from({ length: length + 1 }, (_, row) => BigInt(row * type.listSize)),
    child: children[0]!,
  })
}

/** Texts as numbers of a dictionary, as pandas writes categories. */
export const categories: Oddity = retypedInArrow((column) =>
  DataType.isUtf8(column.type)
    ? vectorFromArray([...column] as string[], new Dictionary(new Utf8(), new Int32()))
    : undefined,
)
