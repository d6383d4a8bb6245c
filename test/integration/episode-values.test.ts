import { join } from 'node:path'
import { FixedSizeList, Field, Float32, makeData, makeVector, Table, tableToIPC, Vector } from 'apache-arrow'
import { Compression, Table as WasmTable, writeParquet, WriterPropertiesBuilder } from 'parquet-wasm'
import { describe, expect, it } from 'vitest'
import type { DataFile } from '#engine/dataset/data-files.ts'
import { readFileSeries } from '#engine/dataset/episode-series.ts'
import { bytesSource } from '#engine/io/files.ts'
import { readFooter } from '#engine/parquet/footer.ts'
import { createReader } from '#main/runner/requests/index.ts'
import type { EpisodeValues } from '#shared/model/episode.ts'
import { fixture } from '../support/fixtures.ts'
import { readTable, type Cell } from '../support/read-table.ts'

const { signal } = new AbortController()

function decoded({ series }: EpisodeValues): number[][] {
  return series.map(({ encoding, data }) => {
    const bytes = new Uint8Array(Buffer.from(data, 'base64'))
    return Array.from(
      encoding === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer),
    )
  })
}

function flat(cell: Cell): number[] {
  return Array.isArray(cell) ? (cell as readonly Cell[]).flatMap(flat) : [Number(cell)]
}

describe('an episode', () => {
  it('is where its cameras and rows are', async () => {
    const reader = createReader()
    const opened = await reader.episode({ path: fixture('pick_a'), episode: 1 }, signal)
    expect(opened).toMatchObject({ episode: 1, length: 35, fps: 30, tasks: ['Place it in the bin'] })
    expect(opened.cameras).toMatchObject([
      {
        name: 'observation.images.top',
        kind: 'video',
        file: 'videos/observation.images.top/chunk-000/file-000.mp4',
        codec: 'AV1',
        width: 128,
        height: 96,
        frames: { start: 40, end: 75 },
        depth: undefined,
      },
      { name: 'observation.images.wrist', frames: { start: 40, end: 75 } },
    ])
    expect(opened.features.map(({ name, names }) => [name, names?.[0]])).toEqual([
      ['observation.state', 'shoulder_pan.pos'],
      ['action', 'shoulder_pan.pos'],
      ['timestamp', undefined],
      ['frame_index', undefined],
      ['episode_index', undefined],
      ['index', undefined],
      ['task_index', undefined],
    ])
    const { cameras } = await reader.episode({ path: fixture('depth'), episode: 0 }, signal)
    expect(cameras).toMatchObject([
      {
        codec: 'HEVC',
        depth: { unit: 'mm', quantised: { min: 0.01, max: 10, isLogarithmic: true, shift: 3.5 } },
      },
    ])
  })

  it('that is not there says so', async () => {
    await expect(
      createReader().episode({ path: fixture('pick_a'), episode: 3 }, signal),
    ).rejects.toMatchObject({ code: 'EPISODE_UNKNOWN' })
  })
})

describe('pictures in data files', () => {
  it('are the files that the rows hold', async () => {
    const reader = createReader()
    const path = fixture('images_a')
    const { cameras } = await reader.episode({ path, episode: 1 }, signal)
    const [camera] = cameras
    expect(cameras).toMatchObject([
      {
        kind: 'image',
        codec: 'PNG',
        width: 128,
        height: 96,
        frames: { start: 12, end: 27 },
        depth: undefined,
      },
    ])
    const { name: feature, file } = camera!
    const { rows } = await readTable(join(path, file))
    for (let row = 12; row < 27; row++) {
      const image = await reader.image({ path, file, feature, row }, signal)
      const { bytes } = rows[row]![feature] as { bytes: Uint8Array }
      expect(image?.type).toBe('image/png')
      expect(Buffer.from(image!.data, 'base64').equals(bytes)).toBe(true)
    }
    for (const wrong of [{ row: 27 }, { feature: 'action' }, { file: 'meta/tasks.parquet' }])
      await expect(reader.image({ path, file, feature, row: 0, ...wrong }, signal)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
    const depth = await reader.episode({ path: fixture('depth_image'), episode: 0 }, signal)
    expect(depth.cameras).toMatchObject([{ codec: 'TIFF', depth: { unit: 'm' } }, { codec: 'PNG' }])
  })
})

describe('values', () => {
  it.each(['pick_a', 'arrays_a', 'nocam_a', 'resumed', 'language_a'])(
    'of %s are what the file says',
    async (name) => {
      const reader = createReader()
      const path = fixture(name)
      const listed = await reader.episodes({ path, from: 0, count: 10 }, signal)
      for (const { index: episode, file } of listed.rows) {
        const { features, length } = await reader.episode({ path, episode }, signal)
        const table = await readTable(join(path, file))
        const rows = table.rows.filter((row) => row['episode_index'] === episode)
        const series = features.flatMap(({ name: feature, shape }) =>
          Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, element) => ({ feature, element })),
        )
        const values = await reader.values({ path, episode, series, from: 0, count: 1e9 }, signal)
        expect([values.from, values.count]).toEqual([0, length])
        const expected = series.map(({ feature, element }) => rows.map((row) => flat(row[feature]!)[element]))
        expect(decoded(values)).toEqual(expected)
      }
    },
  )

  it('come in windows of rows', async () => {
    const reader = createReader()
    const wanted = { path: fixture('pick_a'), episode: 2, series: [{ feature: 'index', element: 0 }] }
    const window = await reader.values({ ...wanted, from: 10, count: 5 }, signal)
    expect([window.from, window.count, decoded(window)]).toEqual([10, 5, [[85, 86, 87, 88, 89]]])
    const end = await reader.values({ ...wanted, from: 48, count: 100 }, signal)
    expect([end.from, end.count]).toEqual([48, 2])
    const beyond = await reader.values({ ...wanted, from: 99, count: 1 }, signal)
    expect([beyond.from, beyond.count, decoded(beyond)]).toEqual([50, 0, [[]]])
  })

  it('are only numbers of the dataset', async () => {
    const reader = createReader()
    const ask = (feature: string, element: number) =>
      reader.values(
        { path: fixture('pick_a'), episode: 0, series: [{ feature, element }], from: 0, count: 1 },
        signal,
      )
    for (const [feature, element] of [
      ['observation.state', 6],
      ['nothing', 0],
      ['observation.images.top', 0],
    ] as const)
      await expect(ask(feature, element)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

const ROWS = 300_000
const JOINTS = 6

/** Three episodes of 100 000 rows in one row group of small pages. */
async function longFile() {
  const values = Float32Array.from({ length: ROWS * JOINTS }, (_, i) => Math.fround(Math.sin(i)))
  const item = new Vector([makeData({ type: new Float32(), data: values })])
  const state = makeVector(
    makeData({
      type: new FixedSizeList(JOINTS, new Field('element', new Float32(), true)),
      length: ROWS,
      child: item.data[0]!,
    }),
  )
  const table = new Table({
    state,
    index: makeVector(Int32Array.from({ length: ROWS }, (_, i) => i)),
  })
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setDictionaryEnabled(false)
    .setDataPageSizeLimit(65_536)
    .setWriteBatchSize(1024)
    .setMaxRowGroupSize(ROWS)
    .build()
  const bytes = writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream')), properties)
  const source = bytesSource(bytes)
  const counted = {
    path: source.path,
    byteLength: source.byteLength,
    bytesRead: 0,
    read: (into: Uint8Array, position: number) => {
      counted.bytesRead += into.length
      return source.read(into, position)
    },
  }
  const footer = await readFooter(counted)
  counted.bytesRead = 0
  const file: DataFile = { path: 'x', footer, stamp: '', groupStarts: Float64Array.of(0, ROWS), runs: [] }
  return { counted, file, values }
}

it('reads the pages of the episode and no others', async () => {
  const { counted, file, values } = await longFile()
  const [start, end] = [100_000, 200_000]
  const [third] = await readFileSeries(counted, file, { start, end }, [{ feature: 'state', element: 2 }])
  expect(third).toEqual(values.filter((_, i) => i % JOINTS === 2).slice(start, end))
  // A third of the column, its ends rounded to pages, the headers of all pages in steps of 4 kB, nothing of other columns.
  expect(counted.bytesRead).toBeGreaterThan((values.byteLength / 3) * 0.9)
  expect(counted.bytesRead).toBeLessThan((values.byteLength / 3) * 1.3)
  counted.bytesRead = 0
  const all = Array.from({ length: JOINTS }, (_, element) => ({ feature: 'state', element }))
  await readFileSeries(counted, file, { start: 150_000, end: 150_100 }, all)
  expect(counted.bytesRead).toBeLessThan(counted.byteLength / 10)
})
