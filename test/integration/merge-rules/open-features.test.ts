import { expect, it } from 'vitest'
import { features, odd, type Draft, type Oddity } from '../../support/edit-dataset.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { readDataset } from '../../support/read-dataset.ts'

/** Another `info` key of every depth camera; undefined takes it away. */
function depthInfo(key: string, value: string | number | undefined): Oddity {
  return features(
    (_, { info: own }) => (own as Draft | undefined)?.['is_depth_map'] === true,
    ({ info: own }) => {
      if (value === undefined) Reflect.deleteProperty(own as Draft, key)
      else (own as Draft)[key] = value
    },
  )
}

it('a range of depth that one source leaves out is the usual one: with another one its frames would be read wrong', async () => {
  const silent = await odd('depth', [depthInfo('video.depth_max', undefined)])
  const near = await odd('depth', [depthInfo('video.depth_max', 3)])
  for (const [sources, expected, actual] of [
    [[silent, near], '10', '3'],
    [[near, silent], '3', '10'],
  ] as const) {
    expect(
      (await findingsOf(sources)).filter(
        ({ subject, tier }) => subject?.endsWith('depth') && tier !== 'advisory',
      ),
    ).toMatchObject([{ code: 'FEATURE_INFO', tier: 'blocking', source: 1, expected, actual }])
  }
  const { findings } = await merge([silent, 'depth'])
  expect(findings.map(({ code }) => code)).not.toContain('FEATURE_INFO')
})

it.each(['depth', 'depth_image'])(
  'what the first source leaves open is compared with what the second says of it: the unit of %s',
  async (name) => {
    const [silent, metres, millimetres] = await Promise.all(
      [undefined, 'm', 'mm'].map((unit) => odd(name, [depthInfo('depth_unit', unit)])),
    )
    const camera = 'observation.images.depth'
    expect(brief(await findingsOf([silent!, metres!, millimetres!]))).toEqual(
      expect.arrayContaining([`blocking FEATURE_INFO #2 ${camera}`, `advisory FEATURE_INFO #1 ${camera}`]),
    )
    const { dir } = await merge([silent!, metres!, metres!])
    expect((await readDataset(dir)).info.features[camera]!.info).toMatchObject({ depth_unit: 'm' })
  },
)

it('so are names', async () => {
  const named = (names: string[] | null) =>
    odd('nocam_a', [
      features(
        (name) => name === 'action',
        (feature) => (feature['names'] = names),
      ),
    ])
  const sources = [
    await named(null),
    await named(['a', 'b', 'c', 'd', 'e', 'f']),
    await named(['b', 'a', 'c', 'd', 'e', 'f']),
  ]
  expect(brief(await findingsOf(sources))).toEqual(
    expect.arrayContaining(['fixable FEATURE_NAMES #2 action', 'advisory FEATURE_NAMES #1 action']),
  )
})
