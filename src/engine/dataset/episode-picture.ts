import { EngineError } from '#shared/errors.ts'
import { openFile } from '#engine/io/files.ts'
import { ChunkRows, takeRows, type DecodedRows } from '#engine/parquet/chunk-rows.ts'
import { columnNamed, leavesOf } from '#engine/parquet/schema.ts'
import { groupsOf } from './data-files.ts'
import type { Dataset } from './open.ts'
import { pathInside } from './paths.ts'

/** Decoded pages that are kept: pictures are asked for one after another, and share pages. */
const KEPT_BYTES = 96 << 20

interface KeptPages {
  readonly key: string
  readonly decoded: DecodedRows
}

/** Reads pictures that are stored in data files, with the pages that hold them. Remembers the pages read last. */
export class StoredPictures {
  #kept: readonly KeptPages[] = []

  /**
   * The file (PNG, JPEG, TIFF, …) in one row of a data file, undefined where there is none. Throws `INPUT_INVALID` for what is
   * no picture of this dataset, else what reading gives.
   */
  async read(dataset: Dataset, file: number, feature: string, row: number): Promise<Uint8Array | undefined> {
    const data = dataset.dataFiles[file]
    const [part] = data === undefined ? [] : groupsOf(data, row, row + 1)
    if (dataset.info.features.get(feature)?.dtype !== 'image' || data === undefined || part === undefined)
      throw new EngineError('INPUT_INVALID', `${feature} has no picture in row ${row}`)
    const { footer } = data
    const leaf = leavesOf(columnNamed(footer.root, feature, footer.path)).find(
      ({ name, type }) => type === 'BYTE_ARRAY' && name !== 'path',
    )
    if (leaf === undefined) throw new EngineError('INPUT_INVALID', `${feature} is not stored as pictures`)
    const number = footer.leaves.indexOf(leaf)
    // A footer is read anew when its file changed.
    const key = `${dataset.fingerprint} ${footer.path} ${part.group} ${number}`
    const decoded =
      this.#find(key, part.start) ?? (await this.#decode(dataset, data.path, key, part, number, file))
    const { values } = takeRows(decoded, part.start, part.end, footer.path)
    if (!('kind' in values) || values.kind !== 'bytes' || values.offsets.length < 2) return undefined
    return values.bytes.subarray(values.offsets[0], values.offsets[1])
  }

  #find(key: string, row: number): DecodedRows | undefined {
    return this.#kept.find((kept) => kept.key === key && kept.decoded.first <= row && row < kept.decoded.end)
      ?.decoded
  }

  async #decode(
    dataset: Dataset,
    path: string,
    key: string,
    { group, start, end }: { readonly group: number; readonly start: number; readonly end: number },
    leaf: number,
    file: number,
  ): Promise<DecodedRows> {
    await using source = await openFile(pathInside(dataset.dir, path))
    const decoded = await new ChunkRows(dataset.dataFiles[file]!.footer, group, leaf, 1).read(
      source,
      start,
      end,
    )
    const kept: KeptPages[] = []
    let bytes = 0
    for (const one of [{ key, decoded }, ...this.#kept]) {
      bytes += one.decoded.bytes
      if (bytes <= KEPT_BYTES) kept.push(one)
    }
    this.#kept = kept
    return decoded
  }
}
