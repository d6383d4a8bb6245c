import { readFileSync } from 'node:fs'
import { readParquet as readParquetTable, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import { bytesSource } from '#engine/io/files.ts'
import { readColumn } from '#engine/parquet/column.ts'
import { arrowView } from '#engine/parquet/describe-arrow.ts'
import { describeLeaves } from '#engine/parquet/describe-leaves.ts'
import { keyValue, readFooter } from '#engine/parquet/footer.ts'
import { readLeadingRows } from '#engine/parquet/leading-rows.ts'
import { rowOffsets } from '#engine/parquet/leaf.ts'
import { listPages } from '#engine/parquet/page-list.ts'
import { parsePandasMetadata } from '#engine/parquet/pandas-metadata.ts'
import { RowReader } from '#engine/parquet/row-reader.ts'
import { fixture } from '../../support/fixtures.ts'
import { joined, mutated, type Mutation } from './mutation.ts'
import { mutations, target, type Target } from './target.ts'

const TAIL_BYTES = 8

/** The footer is damaged and the file stays whole around it: its length and magic are right. */
export async function footerOf(path: string, counts: { stride: number; sampled: number }): Promise<Target> {
  const file = bytesOf(path)
  const start = file.length - TAIL_BYTES - (await readFooter(bytesSource(file))).bytes.length
  const footer = file.subarray(start, file.length - TAIL_BYTES)
  return target(`footer of ${path}`, mutations(footer.length, counts), (how) =>
    readParquet(withFooter(file.subarray(0, start), mutated(footer, how))),
  )
}

/** As {@link pagesOf}, of a file as Arrow's Rust writer makes it of a good one. */
export async function rewrittenPagesOf(
  path: string,
  edit: (properties: WriterPropertiesBuilder) => WriterPropertiesBuilder,
  counts: { stride: number; sampled: number },
): Promise<Target> {
  const properties = edit(new WriterPropertiesBuilder().setMaxRowGroupSize(30)).build()
  return await pagesIn(`rewritten ${path}`, writeParquet(readParquetTable(bytesOf(path)), properties), counts)
}

/** What lies before the footer is damaged at the heads of its pages, where levels and dictionary indices are too. */
export async function pagesOf(path: string, counts: { stride: number; sampled: number }): Promise<Target> {
  return await pagesIn(path, bytesOf(path), counts)
}

async function pagesIn(
  name: string,
  file: Uint8Array,
  counts: { stride: number; sampled: number },
): Promise<Target> {
  const source = bytesSource(file)
  const footer = await readFooter(source)
  const { groupCount, leafCount } = footer.chunks
  const heads: number[] = []
  for (let chunk = 0; chunk < groupCount * leafCount; chunk++) {
    const { dictionary, data } = await listPages(
      source,
      footer,
      Math.floor(chunk / leafCount),
      chunk % leafCount,
    )
    for (const page of [...(dictionary === undefined ? [] : [dictionary]), ...data]) heads.push(page.start)
  }
  const headBytes = 96
  return target(`pages of ${name}`, mutations(heads.length * headBytes, counts), (how) =>
    readParquet(withHead(file, heads, headBytes, how)),
  )
}

/** The head that the first mutation falls into; the bytes behind it stay where the footer says they are. */
function withHead(file: Uint8Array, heads: readonly number[], headBytes: number, how: readonly Mutation[]) {
  const head = heads[Math.floor(how[0]!.at / headBytes) % heads.length]!
  const within = how.map((mutation) => ({ ...mutation, at: mutation.at % headBytes }))
  const damaged = mutated(file.subarray(head, head + headBytes), within)
  const copy = file.slice()
  copy.set(damaged.subarray(0, file.length - head), head)
  return copy
}

function withFooter(body: Uint8Array, footer: Uint8Array): Uint8Array {
  const tail = Buffer.from('????PAR1')
  tail.writeUInt32LE(footer.length)
  return joined(body, footer, tail)
}

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(fixture(path)))
}

/** Everything that the engine reads out of a Parquet file: what describes it, its pages, its rows and its text. */
async function readParquet(file: Uint8Array): Promise<void> {
  const source = bytesSource(file, 'fuzzed.parquet')
  const footer = await readFooter(source)
  parsePandasMetadata(keyValue(footer, 'pandas') ?? '')
  arrowView(footer)
  describeLeaves(footer)
  const { groupCount, leafCount } = footer.chunks
  const refusals: unknown[] = []
  // One damaged column does not keep the others from being read.
  const attempt = async (work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => refusals.push(error))
  }
  for (let leaf = 0; leaf < leafCount; leaf++) {
    await attempt(async () => {
      rowOffsets(await readColumn(source, footer, leaf), footer.leaves[leaf]!.maxDefinition)
    })
    if (groupCount === 0) continue
    await attempt(() => listPages(source, footer, 0, leaf))
    await attempt(() => readLeadingRows(source, footer, leaf, 3))
  }
  await attempt(async () => (await RowReader.open(footer)).rows(source, 1, 3))
  rethrow(refusals)
}

/** The first that is no refusal of the engine's, if any: it must not hide behind one that is. */
function rethrow(refusals: readonly unknown[]): void {
  if (refusals.length === 0) return
  throw refusals.find((error) => !(error instanceof Error && error.name === 'EngineError')) ?? refusals[0]
}
