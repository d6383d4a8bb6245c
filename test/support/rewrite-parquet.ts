import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readParquet, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import type { Oddity } from './edit-dataset.ts'
import { files } from './read-dataset.ts'

/** Rewrites the data files with Arrow's Rust writer, a row group for every 30 rows unless told otherwise. */
export function rewritten(edit: (properties: WriterPropertiesBuilder) => WriterPropertiesBuilder): Oddity {
  return async (dir) => {
    for (const path of files(dir, 'data/*/*.parquet')) {
      const table = readParquet(new Uint8Array(await readFile(join(dir, path))))
      const properties = edit(new WriterPropertiesBuilder().setMaxRowGroupSize(30)).build()
      await writeFile(join(dir, path), writeParquet(table, properties))
    }
  }
}
