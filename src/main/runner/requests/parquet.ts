import { stat } from 'node:fs/promises'
import { describeParquet, head, RowReader, type ParquetDescription } from '#engine/index.ts'
import { openFile, reading } from '#engine/io/files.ts'
import { readFooter, type ParquetFooter } from '#engine/parquet/footer.ts'
import type { ParquetColumn, ParquetFile, ParquetRowGroup, ParquetRows } from '#shared/model/parquet.ts'
import type { ReaderInput } from '../reader-protocol.ts'

/** Files whose footers and decoded pages are kept: as many as someone compares at a time. */
const KEPT = 2
const MAX_ROW_GROUPS = 10_000
/** Characters of a metadata value that are shown. */
const MAX_METADATA = 20_000

interface KnownFile {
  readonly stamp: string
  readonly footer: ParquetFooter
  readonly rows: RowReader
}

/** Looks into Parquet files; remembers the footers and pages of those used last. */
export class ParquetFiles {
  readonly #kept = new Map<string, KnownFile>()

  /** Describes a file from its footer. */
  async describe(path: string): Promise<Omit<ParquetFile, 'place'>> {
    const { footer } = await this.#known(path)
    const described = await describeParquet(path)
    const physical = physicalTypes(footer)
    const { groupCount } = footer.chunks
    return {
      bytes: footer.byteLength,
      rows: footer.rowCount,
      createdBy: footer.createdBy,
      columns: described.columns.map((column) => columnOf(column, physical)),
      metadata: footer.keyValues.map(({ key, value }) => ({
        key,
        text: value.length > MAX_METADATA ? `${value.slice(0, MAX_METADATA)}…` : value,
        bytes: Buffer.byteLength(value),
      })),
      rowGroupCount: groupCount,
      rowGroups: Array.from({ length: Math.min(groupCount, MAX_ROW_GROUPS) }, (_, group) =>
        rowGroupOf(footer, group),
      ),
    }
  }

  /** Rows as text. */
  async rows({ path, from, count }: ReaderInput<'rows'>, signal: AbortSignal): Promise<ParquetRows> {
    const { footer, rows } = await this.#known(path)
    await using source = await openFile(path)
    return {
      from: Math.min(from, footer.rowCount),
      columns: footer.root.children.map(({ name }) => name),
      rows: await rows.rows(source, from, count, signal),
    }
  }

  async #known(path: string): Promise<KnownFile> {
    const file = await reading(path, stat(path))
    const stamp = [file.ino, file.size, file.mtimeMs, file.ctimeMs].join()
    const kept = this.#kept.get(path)
    this.#kept.delete(path)
    const known = kept?.stamp === stamp ? kept : { stamp, ...(await open(path)) }
    this.#kept.set(path, known)
    for (const oldest of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(oldest)
    return known
  }
}

async function open(path: string): Promise<Omit<KnownFile, 'stamp'>> {
  await using source = await openFile(path)
  const footer = await readFooter(source)
  return { footer, rows: await RowReader.open(footer) }
}

/** By dotted path. */
function physicalTypes({ leaves }: ParquetFooter): ReadonlyMap<string, string> {
  return new Map(leaves.map(({ path, type }) => [path.join('.'), type ?? '']))
}

function columnOf(
  { arrow, ...column }: ParquetDescription['columns'][number],
  physical: ReadonlyMap<string, string>,
): ParquetColumn {
  const { extension } = arrow ?? {}
  return {
    name: column.name,
    parquet: column.parquet,
    arrow: arrow?.type,
    extension: extension && extensionText(extension),
    nullable: column.nullable,
    compressed: column.compressed,
    uncompressed: column.uncompressed,
    leaves: column.leaves.map(({ path, encodings, codecs, compressed, uncompressed }) => ({
      path,
      physical: physical.get(path) ?? '',
      encodings,
      codecs,
      compressed,
      uncompressed,
    })),
  }
}

function extensionText({
  name,
  parameters,
}: {
  readonly name: string
  readonly parameters: unknown
}): string {
  if (parameters === undefined) return name
  return `${name} ${typeof parameters === 'string' ? parameters : JSON.stringify(parameters)}`
}

function rowGroupOf({ chunks }: ParquetFooter, index: number): ParquetRowGroup {
  const { leafCount, rows } = chunks
  const sum = (sizes: Float64Array): number =>
    sizes.subarray(index * leafCount, (index + 1) * leafCount).reduce((total, size) => total + size, 0)
  return {
    index,
    rows: rows[index]!,
    compressed: sum(chunks.compressed),
    uncompressed: sum(chunks.uncompressed),
  }
}

/** Writes the first rows as a file of their own. */
export async function saveHead(
  { path, rows, output }: ReaderInput<'head'>,
  signal: AbortSignal,
): Promise<{ rows: number; bytes: number }> {
  const report = await head(path, rows, output, { signal })
  return { rows: report.rows, bytes: report.bytesWritten }
}
