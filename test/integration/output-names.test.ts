import { expect, it } from 'vitest'
import { plan } from '#engine/index.ts'
import { nameFindings } from '#engine/merge/name-findings.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { extraFile, odd } from '../support/edit-dataset.ts'
import { brief, merge, openAll, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const options = mergeOptionsSchema.parse({})

it('notes that differ in case alone are merged, and stop a merge where they would be one file', async () => {
  const source = await odd('nocam_a', [extraFile('README.md', 'one'), extraFile('readme.md', 'other')])
  await merge([source])
  const datasets = await openAll([source])
  const planned = await plan(datasets, { options, output: `${await scratchDir()}/merged` })
  expect(nameFindings(planned, datasets, 'linux')).toEqual([])
  for (const platform of ['darwin', 'win32'])
    expect(brief(nameFindings(planned, datasets, platform))).toEqual([
      'blocking OUTPUT_NAMES meta/sources/0-odd/readme.md',
    ])
})

it.each([
  ['NUL', 'blocking OUTPUT_NAMES C:\\data\\NUL'],
  ['week.', 'blocking OUTPUT_NAMES C:\\data\\week.'],
  [`week\\${'a'.repeat(240)}`, 'advisory OUTPUT_NAMES data/chunk-000/file-000.parquet'],
  ['week', undefined],
])('a result %s on Windows', async (name, expected) => {
  const planned = await planOf(['nocam_a'])
  const findings = nameFindings({ ...planned, output: `C:\\data\\${name}` }, [], 'win32')
  expect(brief(findings)).toEqual(expected === undefined ? [] : [expected])
})

it('cameras whose names Windows keeps or cannot tell apart', async () => {
  const planned = await planOf(['pick_a'])
  const [files] = Object.values(planned.videos)
  const named = (camera: string) => files!.map((shard) => ({ ...shard, path: `videos/${camera}/file.mp4` }))
  const findings = (...cameras: string[]) =>
    brief(
      nameFindings(
        {
          ...planned,
          output: 'C:\\week',
          videos: Object.fromEntries(cameras.map((camera) => [camera, named(camera)])),
        },
        [],
        'win32',
      ),
    )
  expect(findings('top', 'wrist')).toEqual([])
  expect(findings('aux')).toEqual(['blocking OUTPUT_NAMES videos/aux/file.mp4'])
  expect(findings('top', 'Top')).toEqual(['blocking OUTPUT_NAMES videos/Top/file.mp4'])
})
