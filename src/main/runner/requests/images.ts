import { StoredPictures, type Dataset } from '#engine/index.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { ReaderInput, StoredImage } from '../reader-protocol.ts'

/** Pictures that lie in data files. */
export class EpisodeImages {
  readonly #datasets: OpenedDatasets
  readonly #pictures = new StoredPictures()

  constructor(datasets: OpenedDatasets) {
    this.#datasets = datasets
  }

  /** Undefined where a row has none. Throws `INPUT_INVALID` for what is no picture of the dataset, else what reading gives. */
  async read(
    { path, file, feature, row }: ReaderInput<'image'>,
    signal: AbortSignal,
  ): Promise<StoredImage | undefined> {
    const { dataset } = await this.#datasets.get(path, signal)
    const number = dataset.dataFiles.findIndex((one) => one.path === file)
    const bytes = await this.#pictures.read(dataset, number, feature, row)
    return bytes && { type: typeOf(bytes), data: Buffer.from(bytes).toString('base64') }
  }

  /** As what the picture in a row is stored: `PNG`, `JPEG`, …; `picture` for what is not known. */
  async codec(dataset: Dataset, file: number, feature: string, row: number): Promise<string> {
    const bytes = await this.#pictures.read(dataset, file, feature, row)
    const type = bytes === undefined ? '' : typeOf(bytes)
    return type.startsWith('image/') ? type.slice('image/'.length).toUpperCase() : 'picture'
  }
}

/** By the first bytes, as hexadecimal digits. */
const types: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^89504e470d0a1a0a/, 'image/png'],
  [/^ffd8ff/, 'image/jpeg'],
  [/^(49492a00|4d4d002a)/, 'image/tiff'],
  [/^52494646.{8}57454250/, 'image/webp'],
  [/^474946383[79]61/, 'image/gif'],
]

function typeOf(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('hex')
  return types.find(([pattern]) => pattern.test(start))?.[1] ?? 'application/octet-stream'
}
