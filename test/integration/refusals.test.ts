import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import { features, info, odd, type Draft } from '../support/edit-dataset.ts'
import { brief, errorOf, findingsOf, merge } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const top = 'observation.images.top'
const wrist = 'observation.images.wrist'

/** What each recording that does not fit pick_a must be refused for, with what is expected and what is there. */
const misfits: readonly { name: string; findings: readonly Partial<Finding>[] }[] = [
  {
    name: 'fps15',
    findings: [{ code: 'FPS', tier: 'blocking', subject: 'fps', expected: '30 fps', actual: '15 fps' }],
  },
  {
    name: 'other_robot',
    findings: [
      {
        code: 'ROBOT_TYPE',
        tier: 'fixable',
        subject: 'robot_type',
        expected: 'so101_follower',
        actual: 'koch_follower',
      },
    ],
  },
  {
    name: 'extra_cam',
    findings: [
      {
        code: 'FEATURE_EXTRA',
        tier: 'blocking',
        subject: 'observation.images.side',
        expected: 'absent',
        actual: 'present',
      },
    ],
  },
  {
    name: 'seven_joints',
    findings: ['observation.state', 'action'].map((subject) => ({
      code: 'FEATURE_SHAPE',
      tier: 'blocking',
      subject,
      expected: '[6]',
      actual: '[7]',
    })),
  },
  {
    name: 'small_res',
    findings: [top, wrist].map((subject) => ({
      code: 'VIDEO_SIZE',
      tier: 'blocking',
      subject,
      expected: '[96, 128, 3]',
      actual: '[64, 128, 3]',
    })),
  },
]

function stopping(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ tier }) => tier !== 'advisory')
}

/** The same difference stated by shape and by `info` is one finding too many, but not a wrong one. */
function stoppingSubjects(findings: readonly Finding[]): string[] {
  return [...new Set(brief(stopping(findings)))]
}

it.each(misfits)(
  '$name does not merge with pick_a, and the findings say why',
  async ({ name, findings: expected }) => {
    const findings = await findingsOf(['pick_a', name])
    for (const finding of expected)
      expect(findings).toContainEqual(expect.objectContaining({ ...finding, source: 1 }))
    expect(stoppingSubjects(findings)).toEqual(
      expected.map(({ tier, code, subject }) => `${tier!} ${code!} #1 ${subject!}`),
    )
  },
)

it.each(misfits)('$name is refused before anything is written', async ({ name, findings }) => {
  const output = join(await scratchDir(), 'merged')
  const error = await errorOf(merge(['pick_a', name], { output }))
  expect(error.code).toBe('BLOCKED')
  expect((error.details!['findings'] as Finding[]).map(({ code }) => code)).toEqual(
    expect.arrayContaining(findings.map(({ code }) => code)),
  )
  expect(await readdir(dirname(output))).toEqual([])
})

it('all of them together are refused for all reasons at once, blocking ones first', async () => {
  const findings = await findingsOf(['pick_a', ...misfits.map(({ name }) => name)])
  const expected = misfits.flatMap((misfit, i) =>
    misfit.findings.map(({ tier, code, subject }) => `${tier!} ${code!} #${i + 1} ${subject!}`),
  )
  expect(stoppingSubjects(findings).toSorted()).toEqual(expected.toSorted())
  const tiers = findings.map(({ tier }) => tier)
  expect(tiers).toEqual(
    ['blocking', 'fixable', 'advisory'].flatMap((tier) => tiers.filter((own) => own === tier)),
  )
})

it('small_res is refused once for each camera', async () => {
  const stopped = brief(stopping(await findingsOf(['pick_a', 'small_res'])))
  expect(stopped).toEqual([...new Set(stopped)])
})

it.each(['extra_cam', 'seven_joints'])(
  '%s is not said to be reconciled where it is refused',
  async (name) => {
    const codes = (await findingsOf(['pick_a', name])).map(({ code }) => code)
    expect(codes).not.toContain('SCHEMA_DRIFT')
    expect(codes).not.toContain('STATS_COLUMNS')
  },
)

describe('datasets and episodes that come twice', () => {
  it('the same dataset under two names is reported', async () => {
    const findings = await findingsOf(['pick_a', 'pick_b', await odd('pick_a', [], 'copy')])
    expect(findings).toMatchObject([
      { code: 'DUPLICATE_SOURCE', tier: 'advisory', source: 2, subject: 'copy' },
    ])
  })

  it('episodes of a dataset that are in another one as well are reported', async () => {
    const { dir } = await merge(['pick_a', 'pick_b'])
    const findings = await findingsOf([dir, 'pick_b', 'pick_c'])
    expect(findings).toMatchObject([
      { code: 'DUPLICATE_EPISODE', tier: 'advisory', source: 1, subject: 'episodes 0, 1' },
    ])
  })

  it('recordings of the same task are not', async () => {
    expect(await findingsOf(['pick_a', 'pick_b', 'pick_c', 'sharded'])).toEqual([])
  })
})

it('a fixable difference goes when the user settles it', async () => {
  expect(stopping(await findingsOf(['pick_a', 'other_robot'], { robotType: 'so101' }))).toEqual([])
})

describe('other differences of features', () => {
  const state = (edit: (feature: Draft) => void) =>
    odd('nocam_b', [features((name) => name === 'action', edit)])

  it('another dtype is refused', async () => {
    const findings = await findingsOf(['nocam_a', await state((feature) => (feature['dtype'] = 'float64'))])
    expect(brief(stopping(findings))).toEqual(['blocking FEATURE_DTYPE #1 action'])
  })

  it('a feature that is missing is refused', async () => {
    const lacking = await odd('pick_b', [
      info(({ features: all }) => {
        Reflect.deleteProperty(all as object, wrist)
      }),
    ])
    expect(brief(stopping(await findingsOf(['pick_a', lacking])))).toEqual([
      `blocking FEATURE_MISSING #1 ${wrist}`,
    ])
  })

  it('the order of features does not matter', async () => {
    const reordered = await odd('nocam_b', [
      info(
        (draft) =>
          (draft['features'] = Object.fromEntries(Object.entries(draft['features'] as Draft).toReversed())),
      ),
    ])
    expect(await findingsOf(['nocam_a', reordered])).toEqual([])
  })

  it('another pixel format of depth is refused', async () => {
    const other = await odd('depth', [
      features(
        (_, { dtype }) => dtype === 'video',
        (feature) => ((feature['info'] as Draft)['video.pix_fmt'] = 'gray10le'),
      ),
    ])
    expect(brief(stopping(await findingsOf(['depth', other])))).toEqual([
      'blocking VIDEO_PIXEL_FORMAT #1 observation.images.depth',
    ])
  })

  it('another range of depth is refused', async () => {
    const other = await odd('depth', [
      features(
        (_, { dtype }) => dtype === 'video',
        (feature) => ((feature['info'] as Draft)['video.depth_max'] = 4),
      ),
    ])
    expect(brief(stopping(await findingsOf(['depth', other])))).toEqual([
      'blocking FEATURE_INFO #1 observation.images.depth',
    ])
  })
})
