import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cp, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parquetMetadata } from 'hyparquet'
import { expect, it } from 'vitest'
import type { Progress } from '#shared/progress.ts'
import { fixture } from '../support/fixtures.ts'
import { errorOf, merge } from '../support/merge.ts'
import { inside } from '../support/read-mp4.ts'
import { scratchDir } from '../support/scratch.ts'

const sources = ['pick_a', 'pick_b']
const rows = 'data/chunk-000/file-000.parquet'
const mp4 = (camera: string) => `videos/observation.images.${camera}/chunk-000/file-000.mp4`

/** Calls `edit` with the staged dataset when everything is written and digested, before anything is read back. */
function whenWritten(edit: (staged: string) => void, staged: string): (progress: Progress) => void {
  let isDone = false
  return ({ phase }) => {
    if (phase === 'verify' && !isDone) {
      isDone = true
      edit(staged)
    }
  }
}

function flip(path: string, at: (file: Buffer) => number): void {
  const file = readFileSync(path)
  file[at(file)]! ^= 1
  writeFileSync(path, file)
}

function columnByte(column: string, episode: number) {
  return (staged: string): void => {
    flip(join(staged, rows), (file) => {
      const { meta_data } = parquetMetadata(new Uint8Array(file).buffer).row_groups[episode]!.columns.find(
        (chunk) => chunk.meta_data!.path_in_schema[0] === column,
      )!
      const start = meta_data!.dictionary_page_offset ?? meta_data!.data_page_offset
      return Number(start + (meta_data!.total_compressed_size >> 1n))
    })
  }
}

function frameByte(camera: string, at: 'first' | 'last') {
  return (staged: string): void => {
    flip(join(staged, mp4(camera)), (file) => {
      const frames = inside(file, ['mdat'])
      return frames.byteOffset - file.byteOffset + (at === 'first' ? 30 : frames.length - 8)
    })
  }
}

it.each([
  ['a column', columnByte('action', 2), 2, 'action'],
  ['the first column of another episode', columnByte('observation.state', 4), 4, 'observation.state'],
  ['a first picture', frameByte('top', 'first'), 0, 'observation.images.top'],
  ['a last picture', frameByte('wrist', 'last'), 4, 'observation.images.wrist'],
] as const)(
  'a byte of %s that changes after it was digested is found, and named',
  async (_, edit, episode, subject) => {
    const output = join(await scratchDir(), 'merged')
    const onProgress = whenWritten(edit, `${output}.partial-7/dataset`)
    const error = await errorOf(merge(sources, { output, write: { onProgress, id: '7' } }))
    expect(error.code).toBe('VERIFY_FAILED')
    const failures = error.details!['failures'] as { episode: number; subject: string }[]
    // Beside it the file as a whole, where its packets have no digests of their own.
    const ofEpisodes = failures.filter(
      (failure) => (failure as Partial<typeof failure>).episode !== undefined,
    )
    expect(new Set(ofEpisodes.map((failure) => `${failure.episode} ${failure.subject}`))).toEqual(
      new Set([`${episode} ${subject}`]),
    )
    expect(await readdir(dirname(output))).toEqual([])
  },
)

it('a digest in the certificate that changes after it was written is found', async () => {
  const output = join(await scratchDir(), 'merged')
  const edit = (staged: string): void => {
    const path = join(staged, 'meta/episplice.json')
    const json = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      json.replace(
        /("rows": ")(\w)/,
        (_, before: string, digit: string) => `${before}${digit === '0' ? '1' : '0'}`,
      ),
    )
  }
  const onProgress = whenWritten(edit, `${output}.partial-7/dataset`)
  const error = await errorOf(merge(sources, { output, write: { onProgress, id: '7' } }))
  expect(error.code).toBe('VERIFY_FAILED')
  expect(error.details!['failures']).toMatchObject([
    { episode: 0, subject: 'rows' },
    { subject: 'meta/episplice.json' },
  ])
})

it.each([
  ['a name of an element', 'shoulder_pan.pos', 'shoulder_tan.pos', 'observation.state'],
  ['a key beside the features', '"robot_type": "', '"robot_type": "x', 'info.json'],
])('%s in info.json that changes after it was written is found', async (_, before, after, subject) => {
  const output = join(await scratchDir(), 'merged')
  const edit = (staged: string): void => {
    const path = join(staged, 'meta/info.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(before, after))
  }
  const onProgress = whenWritten(edit, `${output}.partial-7/dataset`)
  const error = await errorOf(merge(sources, { output, write: { onProgress, id: '7' } }))
  expect(error.code).toBe('VERIFY_FAILED')
  expect(error.details!['failures']).toMatchObject([{ subject }, { subject: 'meta/info.json' }])
})

it('the packets of the sources are not read again while nothing differs', async () => {
  const copy = join(await scratchDir(), 'pick_a')
  await cp(fixture('pick_a'), copy, { recursive: true })
  const output = join(await scratchDir(), 'merged')
  const edit = (): void => {
    renameSync(join(copy, 'videos'), join(copy, 'elsewhere'))
  }
  const { report } = await merge([copy, 'pick_b'], {
    output,
    write: { onProgress: whenWritten(edit, output) },
  })
  expect(report.verification).toMatchObject({ failures: [], against: 'sources' })
})
