import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  episodes,
  extraFile,
  data,
  info,
  moved,
  odd,
  rowsReordered,
  without,
  type Oddity,
} from '../../support/edit-dataset.ts'
import { mapColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { fixture } from '../../support/fixtures.ts'
import { brief, errorOf, findingsOf, merge } from '../../support/merge.ts'
import { files, readDataset } from '../../support/read-dataset.ts'
import { scratchDir } from '../../support/scratch.ts'

const top = 'observation.images.top'
const wrist = 'observation.images.wrist'

it.each(["it's", 'two  spaces', '100% #1 & co', 'Küche 日本 🤖', '"quoted"', '-leading', 'trailing.'])(
  'B21: sources and result may lie in a folder named %s',
  async (name) => {
    const parent = join(await scratchDir(), name, name)
    for (const source of ['pick_a', 'pick_b'])
      await cp(fixture(source), join(parent, source), { recursive: true })
    const { dir } = await merge([join(parent, 'pick_a'), join(parent, 'pick_b')], {
      output: join(parent, `${name} merged`),
    })
    await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  },
)

it('B21: a path longer than most tools expect', async () => {
  const parent = join(await scratchDir(), ...new Array<string>(12).fill('a-rather-long-folder-name'))
  await cp(fixture('nocam_a'), join(parent, 'nocam_a'), { recursive: true })
  const { dir } = await merge([join(parent, 'nocam_a'), 'nocam_b'], { output: join(parent, 'merged') })
  await expectFaithful(dir, { sources: ['nocam_a', 'nocam_b'] })
})

const ownTemplates: readonly Oddity[] = [
  info((draft) =>
    Object.assign(draft, {
      data_path: 'data/part{chunk_index:02d}/rows-{file_index}.parquet',
      video_path: 'clips/{video_key}/{chunk_index}-{file_index:05d}.mp4',
    }),
  ),
  moved({
    'data/chunk-000/file-000.parquet': 'data/part00/rows-0.parquet',
    [`videos/${top}/chunk-000/file-000.mp4`]: `clips/${top}/0-00000.mp4`,
    [`videos/${wrist}/chunk-000/file-000.mp4`]: `clips/${wrist}/0-00000.mp4`,
  }),
]

it('B22: path templates of a source are honoured, the result has those of the format', async () => {
  const { dir, findings } = await merge([await odd('pick_a', ownTemplates), 'pick_b'])
  expect(brief(findings)).toEqual([])
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  expect(merged.info).toMatchObject({
    data_path: 'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet',
    video_path: 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4',
  })
})

it('B22: files that the templates of a source name are not carried along as side files', async () => {
  const { dir } = await merge([await odd('pick_a', ownTemplates), 'pick_b'])
  expect(files(dir, '**/*.mp4').filter((path) => !path.startsWith('videos/'))).toEqual([])
})

it('B22: a template that leads out of the dataset is refused', async () => {
  for (const key of ['data_path', 'video_path']) {
    const escaping = await odd('pick_a', [
      info((draft) => (draft[key] = '../{chunk_index}/{file_index}.parquet')),
    ])
    const findings = await findingsOf(['pick_b', escaping])
    expect(findings.filter(({ tier }) => tier === 'blocking')).toContainEqual(
      expect.objectContaining({ source: 1, subject: '../0/0.parquet', actual: 'PATH_OUTSIDE_DATASET' }),
    )
  }
})

it('B22: a template with a field that does not exist is an error that names it', async () => {
  const unknown = await odd('pick_a', [
    info((draft) => (draft['data_path'] = 'data/{episode_chunk:03d}/{file_index}.parquet')),
  ])
  const error = await errorOf(findingsOf([unknown]))
  expect(error).toMatchObject({
    code: 'INFO_INVALID',
    message: expect.stringContaining('{episode_chunk:03d}') as string,
  })
})

it('B22: a dataset without cameras has no video template', async () => {
  expect((await readDataset((await merge(['nocam_a', 'nocam_b'])).dir)).info.video_path).toBeNull()
})

it('B34: files that no episode names are reported and left out', async () => {
  const stray = 'data/chunk-000/file-007.parquet'
  const leftover = `videos/${top}/chunk-000/file-003.mp4`
  const source = await odd('pick_a', [
    extraFile(stray, 'x'),
    extraFile(leftover, 'x'),
    extraFile('images/top/episode-000000/frame-000000.png', 'x'),
  ])
  const { dir, findings } = await merge([source, 'pick_b'])
  expect(brief(findings)).toEqual([
    `advisory FILE_UNREFERENCED #0 ${stray}`,
    `advisory FILE_UNREFERENCED #0 ${leftover}`,
  ])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  expect(files(dir, '**/*').filter((path) => /file-007|file-003|frame-/.test(path))).toEqual([])
})

/** An episode without frames between the second and the third of pick_a. */
const emptyEpisode: readonly Oddity[] = [
  episodes(
    rowsReordered([0, 1, 1, 2], [4]),
    mapColumn('episode_index', (_, row) => BigInt(row)),
    mapColumn('length', (value, row) => (row === 2 ? 0n : value)),
    mapColumn('dataset_from_index', (value, row) => (row === 2 ? 75n : value)),
    ...[top, wrist].map((camera) =>
      mapColumn(`videos/${camera}/from_timestamp`, (value, row) => (row === 2 ? 2.5 : value)),
    ),
  ),
  data(mapColumn('episode_index', (value) => (value === 2n ? 3n : value))),
  info((draft) => (draft['total_episodes'] = 4)),
]

it('B34: an episode without frames is reported and left out', async () => {
  const { dir, findings } = await merge([await odd('pick_a', emptyEpisode), 'pick_b'])
  expect(findings).toMatchObject([
    { code: 'EPISODE_EMPTY', tier: 'advisory', source: 0, subject: 'episode 2' },
  ])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it.each([
  ['an MP4', `videos/${wrist}/chunk-000/file-000.mp4`],
  ['a data file', 'data/chunk-000/file-000.parquet'],
])('B37: %s that is missing is said to be missing, by its path', async (_, path) => {
  const incomplete = await odd('pick_a', [without(path)])
  const findings = await findingsOf(['pick_b', incomplete])
  expect(findings.filter(({ tier }) => tier === 'blocking')).toContainEqual(
    expect.objectContaining({
      code: 'FILE_MISSING',
      source: 1,
      subject: path,
      message: `${path} is missing.`,
    }),
  )
})
