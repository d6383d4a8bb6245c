import { join } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { openFile, throwIfCancelled } from '#engine/io/files.ts'
import { ReadAhead } from '#engine/io/read-ahead.ts'
import { elementsOf, type Feature } from '#engine/dataset/info.ts'
import { type FeatureStats, type Nested } from '#engine/dataset/stats.ts'
import { leafNumbers } from '#engine/parquet/leaf-numbers.ts'
import { readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
import { decodeLeaf } from '#engine/parquet/read.ts'
import { WordStore } from '#engine/parquet/word-store.ts'
import { Moments, type RowValues } from './moments.ts'
import { QuantileSelector } from './quantiles.ts'

/** The quantiles of the format, by name. */
const QUANTILES: readonly (readonly [string, number])[] = [
  ['q01', 0.01],
  ['q10', 0.1],
  ['q50', 0.5],
  ['q90', 0.9],
  ['q99', 0.99],
]

/** Read at once, where chunks are smaller: every thread has its own. */
const READ_BYTES = 1 << 20

/** Options of {@link rowStats}. */
export interface RowStatsOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/**
 * Computes the statistics of numeric features from the rows of data files, quantiles exact. Arrays are reduced
 * over all axes but the last, as the recorder does. Memory does not grow with the rows nor with the width of a feature;
 * large features are read a second time (doubles up to four times), wide ones more often.
 */
export async function rowStats(
  dir: string,
  files: readonly string[],
  features: ReadonlyMap<string, Feature>,
  options: RowStatsOptions = {},
): Promise<Map<string, FeatureStats>> {
  const collectors = [...features].map(([name, feature]) => new FeatureCollector(name, feature))
  const store = new WordStore()
  for (let open = collectors; open.length > 0;) {
    for (const path of files) {
      await using file = await openFile(join(dir, path))
      const footer = await readFooter(file)
      const bytes = new ReadAhead(file, READ_BYTES)
      for (let group = 0; group < footer.chunks.groupCount; group++) {
        throwIfCancelled(options.signal, `reading ${path}`)
        for (const collector of open) {
          const chunk = collector.chunkOf(footer, group)
          const start = footer.chunks.start[chunk]!
          const length = footer.chunks.compressed[chunk]!
          collector.add(
            footer,
            chunk,
            await decodeLeaf(footer, chunk, await bytes.view(start, start + length), {
              skipRepetition: true,
              store,
            }),
          )
          options.onBytes?.(length)
        }
      }
    }
    open = open.filter((collector) => collector.nextPass())
  }
  return new Map(collectors.map((collector) => [collector.name, collector.stats()]))
}

/**
 * Gathers one feature, chunk by chunk. While {@link nextPass} returns true, all of them are wanted once more.
 */
export class FeatureCollector {
  readonly name: string
  readonly #perRow: number
  readonly #width: number
  readonly #moments: Moments
  #selector: QuantileSelector | undefined
  #frames = 0
  #isFirstPass = true

  constructor(name: string, feature: Feature) {
    this.name = name
    this.#perRow = elementsOf(feature)
    this.#width = feature.shape.at(-1) ?? 1
    this.#moments = new Moments(this.#width)
  }

  chunkOf(footer: ParquetFooter, group: number): number {
    const leaf = footer.leaves.findIndex(({ path }) => path[0] === this.name)
    if (leaf < 0) throw new EngineError('PARQUET_INVALID', `${footer.path}: no column ${this.name}`)
    return group * footer.chunks.leafCount + leaf
  }

  add(footer: ParquetFooter, chunk: number, column: Awaited<ReturnType<typeof decodeLeaf>>): void {
    const rows = footer.chunks.rows[Math.floor(chunk / footer.chunks.leafCount)]!
    const values: RowValues = leafNumbers(footer.leaves[chunk % footer.chunks.leafCount]!, column.values)
    if (values.length !== rows * this.#perRow) {
      throw new EngineError(
        'PARQUET_INVALID',
        `${footer.path}: column ${this.name} has ${values.length} values in ${rows} rows, expected ${rows * this.#perRow}`,
        {
          details: { path: footer.path, group: Math.floor(chunk / footer.chunks.leafCount) },
          hint: 'Some rows are null or have another length than meta/info.json says. Use --quantiles bounds to go by the stored statistics.',
        },
      )
    }
    this.addRows(values, rows)
  }

  /** Takes the values of rows in full; the array may be used again afterwards. */
  addRows(values: RowValues, rows: number): void {
    this.#selector ??= new QuantileSelector(
      this.#width,
      values instanceof Float32Array,
      QUANTILES.map(([, fraction]) => fraction),
    )
    if (this.#isFirstPass) {
      this.#frames += rows
      this.#moments.add(values)
    }
    this.#selector.add(values)
  }

  nextPass(): boolean {
    this.#isFirstPass = false
    return this.#selector?.nextPass() ?? false
  }

  stats(): FeatureStats {
    const each = (value: (i: number) => number): Nested =>
      Array.from({ length: this.#width }, (_, i) => value(i))
    const quantiles = this.#selector?.quantiles() ?? []
    const moments = this.#moments
    const stats: Record<string, Nested> = {
      min: each((i) => moments.min[i]!),
      max: each((i) => moments.max[i]!),
      mean: each((i) => moments.mean[i]!),
      std: each((i) => moments.std(i)),
      count: [this.#frames],
    }
    QUANTILES.forEach(([name], q) => (stats[name] = each((i) => quantiles[i]?.[q] ?? NaN)))
    return stats
  }
}
