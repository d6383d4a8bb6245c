import { deepStrictEqual } from 'node:assert/strict'
import { copyFile, link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { readParquet } from 'parquet-wasm'
import type { Progress } from '#shared/progress.ts'
import { bytesSource } from '#engine/io/files.ts'
import { readFooter } from './footer.ts'
import { head } from './head.ts'

const tests = join(import.meta.dirname, '../../../test')
const files = ['fixtures', 'golden'].flatMap((folder) =>
  readdirSync(join(tests, folder), { recursive: true, encoding: 'utf8' })
    // The tasks files are all alike.
    .filter(
      (name) => name.endsWith('.parquet') && (!name.endsWith('tasks.parquet') || name.startsWith('pick_c')),
    )
    .map((name) => join(folder, name)),
)
const depthImages = join(tests, 'fixtures/depth_image/data/chunk-000/file-000.parquet')

let dir = ''
let nextOutput = 0
const newOutput = () => join(dir, `${nextOutput++}.parquet`)
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'episplice-head-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true })
})

/** Rows as an independent reader sees them. */
async function rowsOf(path: string): Promise<unknown[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) })
}

async function metadataOf(path: string) {
  return parquetMetadataAsync(await asyncBufferFromFile(path))
}

/** Column chunks of the first `groups` row groups, as bytes. */
async function chunksOf(path: string, groups: number): Promise<Buffer[]> {
  const bytes = await readFile(path)
  const { chunks } = await readFooter(bytesSource(new Uint8Array(bytes), path))
  return Array.from({ length: groups * chunks.leafCount }, (_, i) =>
    bytes.subarray(chunks.start[i], chunks.start[i]! + chunks.compressed[i]!),
  )
}

describe('the first rows of every fixture are the source’s own', () => {
  it.each(files)('%s', async (name) => {
    const source = join(tests, name)
    const want = await rowsOf(source)
    const { schema, row_groups: groups, key_value_metadata: keyValues } = await metadataOf(source)
    const inFirst = Number(groups[0]!.num_rows)
    for (const rows of new Set([0, 1, Math.floor(want.length / 2), inFirst, want.length + 7])) {
      const output = newOutput()
      const report = await head(source, rows, output)
      const taken = Math.min(rows, want.length)
      // Much faster than toEqual on the bytes of pictures.
      deepStrictEqual(await rowsOf(output), want.slice(0, taken))
      const metadata = await metadataOf(output)
      deepStrictEqual(metadata.schema, schema)
      const hasRange = keyValues?.some(
        ({ key, value }) => key === 'pandas' && value?.includes('"range"') === true,
      )
      if (hasRange !== true || taken === want.length) expect(metadata.key_value_metadata).toEqual(keyValues)
      const { copied, cut } = report.rowGroups
      expect(report.rows).toBe(taken)
      expect(metadata.row_groups).toHaveLength(copied + cut)
      expect(cut).toBe(
        metadata.row_groups.every((group, i) => group.num_rows === groups[i]!.num_rows) ? 0 : 1,
      )
      deepStrictEqual(await chunksOf(output, copied), await chunksOf(source, copied))
      expect(report.bytesWritten).toBe((await readFile(output)).length)
    }
  })

  it('are rows of a pandas frame with the same labels', async () => {
    const source = join(tests, 'golden/pick_abc/meta/episodes/chunk-000/file-000.parquet')
    const output = newOutput()
    await head(source, 4, output)
    const pandas = async (path: string) =>
      (await metadataOf(path)).key_value_metadata!.find(({ key }) => key === 'pandas')!.value!
    const before = JSON.parse(await pandas(source)) as object
    expect(before).toMatchObject({ index_columns: [{ kind: 'range', start: 0, stop: 9, step: 1 }] })
    expect(JSON.parse(await pandas(output))).toEqual({
      ...before,
      index_columns: [{ kind: 'range', name: null, start: 0, stop: 4, step: 1 }],
    })
    const arrow = (await metadataOf(output)).key_value_metadata!.find(
      ({ key }) => key === 'ARROW:schema',
    )!.value!
    expect(Buffer.from(arrow, 'base64').includes(await pandas(output))).toBe(true)
  })

  it('are a file that another reader takes, even without rows', async () => {
    for (const rows of [0, 15]) {
      const output = newOutput()
      await head(join(tests, 'fixtures/arrays_a/data/chunk-000/file-000.parquet'), rows, output)
      expect(readParquet(await readFile(output)).numBatches).toBe(rows > 0 ? 1 : 0)
    }
  })
})

/** Made with pyarrow 25: int64 `a` and bool `b`, uncompressed, in row groups of 0, 2, 0, 3 and 0 rows. */
const emptyGroups = [
  'UEFSMRUEFQAVAEwVABUAEgAAFQQVIBUgTBUEFQASAAAAAAAAAAAAAAEAAAAAAAAAFQAVEhUSLBUEFRAVBhUGHBgIAQAAAAAA',
  'AAAYCAAAAAAAAAAAFgAoCAEAAAAAAAAAGAgAAAAAAAAAABERAAAAAgAAAAQBAQMCFQAVDhUOLBUEFQAVBhUGHBgBARgBARYA',
  'KAEBGAEBEREAAAACAAAABAEDFQQVABUATBUAFQASAAAVBBUwFTBMFQYVABIAAAAAAAAAAAAAAQAAAAAAAAACAAAAAAAAABUA',
  'FRQVFCwVBhUQFQYVBhwYCAIAAAAAAAAAGAgAAAAAAAAAABYAKAgCAAAAAAAAABgIAAAAAAAAAAAREQAAAAIAAAAGAQIDJAAV',
  'ABUOFQ4sFQYVABUGFQYcGAEBGAEBFgAoAQEYAQEREQAAAAIAAAAGAQcVBBUAFQBMFQAVABIAABUEGTw1ABgGc2NoZW1hFQQA',
  'FQQlAhgBYQAVACUCGAFiABYKGVwZLCYAHBUEGSUABhkYAWEVABYAFhwWHCYAJggpHBUEFQAVAgAAACYAHBUAGRUGGRgBYhUA',
  'FgAWABYAJgBJDAAAFhwWACYIFhwAGSwmABwVBBk1AAYQGRgBYRUAFgQWzAEWzAEmYCYkHBgIAQAAAAAAAAAYCAAAAAAAAAAA',
  'FgAoCAEAAAAAAAAAGAgAAAAAAAAAABERABksFQQVABUCABUAFRAVAgA8KQYZJgAEAAAAJgAcFQAZJQYAGRgBYhUAFgQWVBZU',
  'JvABPBgBARgBARYAKAEBGAEBEREAGRwVABUAFQIAPCkGGSYABAAAABagAhYEJiQWoAIAGSwmABwVBBklAAYZGAFhFQAWABYc',
  'FhwmACbEAikcFQQVABUCAAAAJgAcFQAZFQYZGAFiFQAWABYAFgAmAEkMAAAWHBYAJsQCFhwAGSwmABwVBBk1AAYQGRgBYRUA',
  'FgYW3gEW3gEmrAMm4AIcGAgCAAAAAAAAABgIAAAAAAAAAAAWACgIAgAAAAAAAAAYCAAAAAAAAAAAEREAGSwVBBUAFQIAFQAV',
  'EBUCADwpBhkmAAYAAAAmABwVABklBgAZGAFiFQAWBhZUFlQmvgQ8GAEBGAEBFgAoAQEYAQEREQAZHBUAFQAVAgA8KQYZJgAG',
  'AAAAFrICFgYm4AIWsgIAGSwmABwVBBklAAYZGAFhFQAWABYcFhwmACaSBSkcFQQVABUCAAAAJgAcFQAZFQYZGAFiFQAWABYA',
  'FgAmAEkMAAAWHBYAJpIFFhwAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI1LjAuMRksHAAAHAAAAI4CAABQQVIx',
].join('')

describe('head passes over empty row groups', () => {
  it.each([
    [2, { copied: 1, cut: 0 }, [0, 1]],
    [3, { copied: 1, cut: 1 }, [0, 1, 0]],
    [9, { copied: 2, cut: 0 }, [0, 1, 0, 1, 2]],
  ])('for %i rows', async (rows, rowGroups, values) => {
    const source = newOutput()
    await writeFile(source, Buffer.from(emptyGroups, 'base64'))
    const output = newOutput()
    expect(await head(source, rows, output)).toMatchObject({ rows: values.length, rowGroups })
    expect(await rowsOf(output)).toEqual(values.map((value) => ({ a: BigInt(value), b: true })))
  })
})

describe('head reads what it needs', () => {
  it('and no row group behind the last row', async () => {
    const { chunks, bytes, byteLength } = await readFooter(
      bytesSource(new Uint8Array(await readFile(depthImages)), depthImages),
    )
    const firstGroup = chunks.compressed.subarray(0, chunks.leafCount).reduce((sum, size) => sum + size, 0)
    const footerRead = Math.max(64 * 1024, bytes.length + 8)
    expect(byteLength).toBeGreaterThan(2 * footerRead)
    const report = await head(depthImages, chunks.rows[0]!, newOutput())
    expect(report.rowGroups).toEqual({ copied: 1, cut: 0 })
    expect(report.bytesRead).toBe(footerRead + firstGroup)
    expect((await head(depthImages, 0, newOutput())).bytesRead).toBe(footerRead)
  })
})

describe('head reports progress', () => {
  it('from 0 to 1 and never back', async () => {
    const seen: Progress[] = []
    await head(depthImages, 8, newOutput(), { onProgress: (progress) => seen.push(progress) })
    const fractions = seen.map(({ fraction }) => fraction)
    expect(fractions[0]).toBe(0)
    expect(fractions.at(-1)).toBe(1)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
  })
})

describe('head leaves nothing behind', () => {
  it('when it is cancelled, before or while it writes', async () => {
    const folder = await mkdtemp(join(dir, 'cancel-'))
    const before = head(depthImages, 8, join(folder, 'out'), { signal: AbortSignal.abort() })
    await expect(before).rejects.toMatchObject({ code: 'CANCELLED' })
    const controller = new AbortController()
    let partial: string[] = []
    const onProgress = () => {
      partial = readdirSync(folder)
      controller.abort()
    }
    const during = head(depthImages, 8, join(folder, 'out'), { signal: controller.signal, onProgress })
    await expect(during).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(partial).toEqual([expect.stringMatching(/^out\.partial-/)])
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    [
      'is cut off',
      async (path: string) => writeFile(path, (await readFile(depthImages)).subarray(0, 200_000)),
      'PARQUET_INVALID',
    ],
    [
      'is no Parquet file',
      (path: string) => copyFile(join(tests, 'fixtures/README.md'), path),
      'PARQUET_INVALID',
    ],
    ['is empty', (path: string) => writeFile(path, ''), 'PARQUET_INVALID'],
    ['is missing', () => Promise.resolve(), 'FILE_MISSING'],
    ['has a damaged page', writeDamaged, 'PARQUET_INVALID'],
  ])('when the input %s', async (_, make, code) => {
    const folder = await mkdtemp(join(dir, 'bad-'))
    const input = join(folder, 'in.parquet')
    await make(input)
    const before = await readdir(folder)
    await expect(head(input, 3, join(folder, 'out.parquet'))).rejects.toMatchObject({ code })
    expect(await readdir(folder)).toEqual(before)
  })

  it('when the input is a folder', async () => {
    const folder = await mkdtemp(join(dir, 'folder-'))
    await expect(head(tests, 3, join(folder, 'out'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(await readdir(folder)).toEqual([])
  })
})

/** Every column chunk overwritten, the footer whole. */
async function writeDamaged(path: string): Promise<void> {
  const bytes = await readFile(depthImages)
  const footer = await readFooter(bytesSource(new Uint8Array(bytes), depthImages))
  bytes.fill(0xff, 4, bytes.length - footer.bytes.length - 8)
  await writeFile(path, bytes)
}

describe('head refuses', () => {
  it.each([-1, 1.5, NaN, Infinity])('to take %d rows', async (rows) => {
    const output = newOutput()
    await expect(head(depthImages, rows, output)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: `cannot take ${rows} rows`,
    })
    await expect(readFile(output)).rejects.toThrow('ENOENT')
  })

  it('its input as its output, under any name', async () => {
    const input = join(dir, 'own.parquet')
    await copyFile(depthImages, input)
    await symlink(input, join(dir, 'symbolic'))
    await link(input, join(dir, 'hard'))
    for (const output of [input, join(dir, '.', 'own.parquet'), join(dir, 'symbolic'), join(dir, 'hard')]) {
      await expect(head(input, 3, output)).rejects.toMatchObject({ code: 'OUTPUT_OVERLAPS_SOURCE' })
    }
    deepStrictEqual(await readFile(input), await readFile(depthImages))
  })

  it('to overwrite another file', async () => {
    const output = newOutput()
    await writeFile(output, 'precious')
    await expect(head(depthImages, 3, output)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(await readFile(output, 'utf8')).toBe('precious')
  })
})
