import { groupsOf } from '#engine/dataset/data-files.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { samePhysicalShape } from '#engine/parquet/schema.ts'
import type { DataSchema } from './data-schema.ts'

/** Decides per source file whether its chunks fit the result's schema as they are. */
export class CopyChooser {
  readonly #schema: DataSchema
  readonly #fits = new Map<object, boolean>()

  constructor(schema: DataSchema) {
    this.#schema = schema
  }

  choose({ rows }: DatasetEpisode, dataset: Dataset): 'splice' | 'encode' {
    const file = dataset.dataFiles[rows.file]!
    const [group, ...more] = groupsOf(file, rows.start, rows.end)
    return group?.isWhole === true && more.length === 0 && this.#chunksFit(file) ? 'splice' : 'encode'
  }

  #chunksFit(file: Dataset['dataFiles'][number]): boolean {
    const known = this.#fits.get(file)
    if (known !== undefined) return known
    const columns = new Map(file.footer.root.children.map((column) => [column.name, column]))
    const fits = this.#schema.root.children.every((column) => {
      const own = columns.get(column.name)
      return own !== undefined && samePhysicalShape(own, column)
    })
    this.#fits.set(file, fits)
    return fits
  }
}
