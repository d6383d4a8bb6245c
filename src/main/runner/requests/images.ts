import { StoredPictures, type Dataset } from '#engine/index.ts'
import type { RowRange } from '#engine/dataset/data-files.ts'
import { decodeDepth } from '#shared/depth-image.ts'
import type { DepthScale } from '#shared/model/episode.ts'
import type { OpenedDatasets } from '../opened-datasets.ts'
import type { ReaderInput, StoredImage } from '../reader-protocol.ts'

/** Depth pictures that are looked at where the statistics tell no distances. */
const SAMPLES = 8

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
    const dataset = await this.#datasets.forFiles(path, () => [file], signal)
    const number = dataset.dataFiles.findIndex((one) => one.path === file)
    const bytes = await this.#pictures.read(dataset, number, feature, row)
    return bytes && { type: typeOf(bytes), data: Buffer.from(bytes).toString('base64') }
  }

  /** The nearest and the farthest distance in some of an episode's depth pictures; undefined where nothing was measured. */
  async distances(
    dataset: Dataset,
    { file, start, end }: RowRange,
    feature: string,
  ): Promise<DepthScale['shown']> {
    let [near, far] = [Infinity, -Infinity]
    for (let i = 0; i < SAMPLES; i++) {
      const row = start + Math.floor(((end - start) * i) / SAMPLES)
      const bytes = await this.#pictures.read(dataset, file, feature, row)
      // One that is damaged is told of where it is shown.
      const image = bytes && (await decodeDepth(bytes).catch(() => undefined))
      for (const value of image === undefined ? [] : measured(image.values)) {
        near = Math.min(near, value)
        far = Math.max(far, value)
      }
    }
    return near < far ? { near, far } : undefined
  }

  /** As what the picture in a row is stored: `PNG`, `JPEG`, …; `picture` for what is not known. */
  async codec(dataset: Dataset, file: number, feature: string, row: number): Promise<string> {
    const bytes = await this.#pictures.read(dataset, file, feature, row)
    const type = bytes === undefined ? '' : typeOf(bytes)
    return type.startsWith('image/') ? type.slice('image/'.length).toUpperCase() : 'picture'
  }
}

function measured(values: ArrayLike<number>): number[] {
  return Array.from(values).filter((value) => value > 0 && Number.isFinite(value))
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
