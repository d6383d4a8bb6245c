import { expect, it } from 'vitest'
import { features, info, odd, text, type Draft, type Oddity } from '../../support/edit-dataset.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { readDataset } from '../../support/read-dataset.ts'

const isScalarOrVector = (_: string, feature: { readonly dtype?: unknown }) => feature.dtype !== 'video'
const isCamera = (_: string, feature: { readonly dtype?: unknown }) => feature.dtype === 'video'
const convertedFromV21: Oddity = features(isScalarOrVector, (feature) => (feature['fps'] = 30))

/** Changes `info` of every camera. */
function cameraInfo(edit: (info: Draft) => void): Oddity {
  return features(isCamera, (feature) => {
    edit(feature['info'] as Draft)
  })
}

it.each([
  ['first', 0],
  ['second', 1],
])(
  'B15: a dataset converted from v2.1 merges as the %s source, and the result merges again with either',
  async (_, at) => {
    const converted = await odd('nocam_a', [convertedFromV21])
    const sources = at === 0 ? [converted, 'nocam_b'] : ['nocam_b', converted]
    const { dir, findings } = await merge(sources)
    expect(brief(findings)).toEqual([])
    const merged = await readDataset(dir)
    for (const [name, feature] of Object.entries(merged.info.features)) expect(feature.fps, name).toBe(30)
    for (const again of [converted, 'nocam_b']) {
      expect(brief(await findingsOf([dir, again]))).not.toContainEqual(
        expect.stringMatching(/^(blocking|fixable)/),
      )
    }
  },
)

const wrongFeatureFps: Oddity = features(
  (name) => name === 'action',
  (feature) => (feature['fps'] = 15),
)

it('B15: a feature whose frame rate is not that of its dataset is refused', async () => {
  expect(await findingsOf(['nocam_b', await odd('nocam_a', [wrongFeatureFps])])).toMatchObject([
    { code: 'FEATURE_FPS', tier: 'blocking', source: 1, subject: 'action', expected: '30', actual: '15' },
  ])
})

it('B15: so it is in the first source', async () => {
  expect(await findingsOf([await odd('nocam_a', [wrongFeatureFps]), 'nocam_b'])).toMatchObject([
    { code: 'FEATURE_FPS', tier: 'blocking', source: 0, subject: 'action' },
  ])
})

it('B15: frame rates that converters write as 30.0 are equal to 30', async () => {
  const converted = await odd('pick_a', [
    text('meta/info.json', (json) => json.replaceAll('fps": 30,', 'fps": 30.0,')),
  ])
  const { dir, findings } = await merge([converted, 'pick_b'])
  expect(brief(findings)).toEqual([])
  await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
})

it.each([
  ['first', 0],
  ['second', 1],
])('B16: names that only one source states are taken over from the %s', async (_, at) => {
  const nameless = await odd('nocam_a', [
    features(
      (name) => name === 'action',
      (feature) => (feature['names'] = null),
    ),
  ])
  const { dir, findings } = await merge(at === 0 ? ['nocam_b', nameless] : [nameless, 'nocam_b'])
  expect(brief(findings)).toEqual(['advisory FEATURE_NAMES #1 action'])
  const { features: merged } = (await readDataset(dir)).info
  expect(merged['action']!.names).toEqual((await readDataset(dir)).info.features['observation.state']!.names)
})

it('B16: names that differ are for the user to settle', async () => {
  const renamed = await odd('nocam_b', [
    features(
      (name) => name === 'action',
      (feature) => (feature['names'] = ['a', 'b', 'c', 'd', 'e', 'f']),
    ),
  ])
  expect(await findingsOf(['nocam_a', renamed])).toMatchObject([
    {
      code: 'FEATURE_NAMES',
      tier: 'fixable',
      source: 1,
      subject: 'action',
      fix: { option: '--first-names' },
    },
  ])
  const { dir, findings } = await merge(['nocam_a', renamed], { options: { firstNames: true } })
  expect(brief(findings)).toEqual(['advisory FEATURE_NAMES #1 action'])
  const [merged, first] = [await readDataset(dir), await readDataset((await merge(['nocam_a'])).dir)]
  expect(merged.info.features).toEqual(first.info.features)
})

it.each([
  ['first', 0],
  ['second', 1],
])('B16: video.channels that only one source states is taken over when the %s lacks it', async (_, at) => {
  const older = await odd('pick_a', [
    cameraInfo((draft) => {
      Reflect.deleteProperty(draft, 'video.channels')
    }),
  ])
  const { dir, findings } = await merge(at === 0 ? [older, 'pick_b'] : ['pick_b', older])
  expect(findings.map(({ code, tier }) => [code, tier])).toEqual(
    new Array(2).fill(['FEATURE_INFO', 'advisory']),
  )
  const merged = await readDataset(dir)
  for (const camera of merged.cameras)
    expect(merged.info.features[camera]!.info).toMatchObject({ 'video.channels': 3 })
})

it.each([
  ['first', 0],
  ['second', 1],
])('B16: a %s source without any info of its cameras merges', async (_, at) => {
  const bare = await odd('pick_a', [
    features(isCamera, (feature) => {
      Reflect.deleteProperty(feature, 'info')
    }),
  ])
  const { dir, findings } = await merge(at === 0 ? [bare, 'pick_b'] : ['pick_b', bare])
  expect(findings.every(({ tier }) => tier === 'advisory')).toBe(true)
  const merged = await expectFaithful(dir, {
    sources: at === 0 ? ['pick_a', 'pick_b'] : ['pick_b', 'pick_a'],
  })
  expect(merged.info.features['observation.images.top']!.info).toMatchObject({
    'video.height': 96,
    'video.codec': 'av1',
    is_depth_map: false,
  })
})

it('B16: a robot that only one source names is for the user to settle', async () => {
  const nameless = await odd('nocam_b', [info((draft) => (draft['robot_type'] = null))])
  expect(await findingsOf(['nocam_a', nameless])).toMatchObject([
    {
      code: 'ROBOT_TYPE',
      tier: 'fixable',
      source: 1,
      expected: 'so101_follower',
      actual: 'none',
      fix: { option: '--robot-type so101_follower' },
    },
  ])
  const { dir } = await merge([nameless, 'nocam_a'], { options: { robotType: 'so101' } })
  expect((await readDataset(dir)).info.robot_type).toBe('so101')
})

it('#3455: another encoder setting does not stop a merge; the result leaves it open', async () => {
  const otherCrf = await odd('pick_b', [cameraInfo((draft) => (draft['video.crf'] = 23))])
  const { dir, findings } = await merge(['pick_a', otherCrf])
  expect(brief(findings)).toEqual([
    'advisory ENCODER_SETTINGS #1 observation.images.top',
    'advisory ENCODER_SETTINGS #1 observation.images.wrist',
  ])
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  const { 'video.crf': crf, ...kept } = merged.info.features['observation.images.top']!.info!
  expect(crf).toBeNull()
  expect(kept).toMatchObject({
    'video.g': 2,
    'video.preset': 12,
    'video.fast_decode': 0,
    'video.extra_options': {},
    'video.video_backend': 'pyav',
  })
})

it('#3455: another codec starts a new file', async () => {
  const { dir, findings } = await merge(['pick_b', 'h264'])
  expect(brief(findings)).toContain('advisory CODEC_PARAMETERS #1 observation.images.top')
  const merged = await expectFaithful(dir, { sources: ['pick_b', 'h264'] })
  expect(merged.episodes.map(({ row }) => row['videos/observation.images.top/file_index'])).toEqual([
    0, 0, 1, 1,
  ])
})

it.each([
  [
    'differs',
    (draft: Draft) => Object.assign(draft, { 'video.crf': 23, 'video.extra_options': { tune: 0 } }),
  ],
  [
    'is missing',
    (draft: Draft) => ['video.crf', 'video.extra_options'].map((key) => Reflect.deleteProperty(draft, key)),
  ],
])(
  'upstream: an encoder setting that %s becomes null, extra options become {}, all others stay',
  async (_, edit) => {
    const other = await odd('pick_b', [
      cameraInfo((draft) => {
        edit(draft)
      }),
    ])
    const { dir, findings } = await merge(['pick_a', other])
    expect(findings.map(({ code }) => code)).toContain('ENCODER_SETTINGS')
    for (const feature of Object.values((await readDataset(dir)).info.features)) {
      if (feature.dtype !== 'video') continue
      expect(feature.info).toMatchObject({
        'video.crf': null,
        'video.extra_options': {},
        'video.g': 2,
        'video.preset': 12,
        'video.fast_decode': 0,
        'video.video_backend': 'pyav',
      })
    }
  },
)

const inVideoInfo = (key: string): Oddity =>
  features(isCamera, (feature) => {
    const { is_depth_map: _, ...rest } = feature['info'] as Draft
    Object.assign(feature, { info: rest, video_info: { [key]: true } })
  })
const underOldName: Oddity = cameraInfo((draft) => {
  Reflect.deleteProperty(draft, 'is_depth_map')
  draft['video.is_depth_map'] = true
})

it.each([
  ['info.video.is_depth_map', underOldName],
  ['video_info.video.is_depth_map', inVideoInfo('video.is_depth_map')],
  ['video_info.is_depth_map', inVideoInfo('is_depth_map')],
])(
  '#4428: depth that is marked by %s merges with depth, and the result has the present marker',
  async (_, oddity) => {
    const legacy = await odd('depth', [oddity])
    for (const sources of [
      ['depth', legacy],
      [legacy, 'depth'],
      [legacy, legacy],
    ]) {
      const { dir, findings } = await merge(sources)
      expect(findings.map(({ code }) => code)).not.toContain('FEATURE_INFO')
      const feature = (await readDataset(dir)).info.features['observation.images.depth']!
      expect(feature.info).toMatchObject({ is_depth_map: true, depth_unit: 'mm' })
      expect(JSON.stringify(feature)).not.toMatch(/video\.is_depth_map|video_info/)
    }
  },
)

it('#4428: "no depth" and no marker at all are the same, depth and no depth are not', async () => {
  const unmarked = await odd('pick_b', [
    cameraInfo((draft) => {
      Reflect.deleteProperty(draft, 'is_depth_map')
    }),
  ])
  expect(brief(await findingsOf(['pick_a', unmarked]))).toEqual([])
  const colour = await odd('depth', [cameraInfo((draft) => (draft['is_depth_map'] = false))])
  expect(brief(await findingsOf(['depth', colour]))).toContain(
    'blocking FEATURE_INFO #1 observation.images.depth',
  )
})

it('#4428: depth that is stored as pictures in the rows keeps its marker and unit', async () => {
  const { dir } = await merge(['depth_image', 'depth_image'])
  const { features: merged } = (await readDataset(dir)).info
  expect(merged['observation.images.depth']!.info).toEqual({ is_depth_map: true, depth_unit: 'm' })
})
