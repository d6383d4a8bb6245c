import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { data, episodes, features, info, odd, type Draft, type Oddity } from '../../support/edit-dataset.ts'
import { finerTicks, otherCodecConfig, playedAt } from '../../support/edit-mp4.ts'
import { mapColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { brief, findingsOf, merge } from '../../support/merge.ts'
import { files, readDataset } from '../../support/read-dataset.ts'

const top = 'observation.images.top'
const wrist = 'observation.images.wrist'
const fileOf = (camera: string) => `videos/${camera}/chunk-000/file-000.mp4`
const seconds = (factor: number) =>
  mapColumns(/^videos\/.+\/(from|to)_timestamp$/, (value) => (value as number) * factor)

/** Changes the values of all columns that match. */
function mapColumns(names: RegExp, map: (value: unknown, row: number) => unknown): Oddity {
  return episodes((table) => ({
    ...table,
    columns: table.columns.map((column) =>
      names.test(column.name) ? { ...column, values: column.values.map(map) } : column,
    ),
  }))
}

it('B17: H.264 with another reorder depth is found by the checks and starts a new file', async () => {
  const sources = ['h264_bframes_a', 'h264_bframes_b', 'h264_bframes_b', 'h264_bframes_a']
  const { dir, findings } = await merge(sources)
  expect(brief(findings)).toContain(`advisory CODEC_PARAMETERS #1 ${top}`)
  const merged = await expectFaithful(dir, { sources })
  expect(merged.episodes.map(({ row }) => row[`videos/${top}/file_index`])).toEqual([0, 0, 1, 1, 1, 1, 2, 2])
})

it('B18: other codec parameters under the same codec name start a new file', async () => {
  const other = await odd('pick_b', [otherCodecConfig(fileOf(top))])
  const { dir, findings } = await merge(['pick_a', other, 'pick_a'])
  expect(brief(findings)).toContain(`advisory CODEC_PARAMETERS #1 ${top}`)
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b', 'pick_a'] })
  expect(merged.episodes.map(({ row }) => row[`videos/${top}/file_index`])).toEqual([0, 0, 0, 1, 1, 2, 2, 2])
  expect(merged.episodes.map(({ row }) => row[`videos/${wrist}/file_index`])).toEqual(new Array(8).fill(0))
  const entries = await Promise.all(
    [0, 1].map(
      async (file) => (await merged.video(fileOf(top).replace('file-000', `file-00${file}`))).sampleEntry,
    ),
  )
  expect(entries[0]!.equals(entries[1]!)).toBe(false)
})

it('B18: another timescale shares the file, every frame on time', async () => {
  const finer = await odd('pick_b', [finerTicks(fileOf(top), 3), finerTicks(fileOf(wrist), 1 / 2)])
  const { dir, findings } = await merge(['pick_a', finer, 'pick_a'])
  expect(brief(findings)).toEqual(['advisory DUPLICATE_SOURCE #2 pick_a'])
  const merged = await expectFaithful(dir, { sources: ['pick_a', 'pick_b', 'pick_a'] })
  expect(merged.number(7, `videos/${top}/file_index`)).toBe(0)
})

it('B19: a file that does not fit is found by the checks, not while merging', async () => {
  const claims = (feature: Draft) =>
    Object.assign(feature, {
      shape: [96, 128, 3],
      info: { ...(feature['info'] as Draft), 'video.height': 96 },
    })
  const small = await odd('small_res', [features((name) => name === wrist || name === top, claims)])
  const findings = await findingsOf(['pick_a', 'pick_b', small])
  expect(findings.filter(({ tier }) => tier === 'blocking')).toMatchObject([
    { code: 'VIDEO_SIZE', source: 2, subject: fileOf(top), expected: '128x96', actual: '128x64' },
    { code: 'VIDEO_SIZE', source: 2, subject: fileOf(wrist), expected: '128x96', actual: '128x64' },
  ])
})

it('B20: depth with B-frames, an edit list and times off the grid comes out at a constant rate', async () => {
  const { dir, findings } = await merge(['depth', 'depth', 'depth'])
  expect(brief(findings)).toContain('advisory WINDOW_OFF_GRID #0 observation.images.depth')
  await expectFaithful(dir, { sources: ['depth', 'depth', 'depth'] })
})

it('B20: eighty clips of seven and eight frames do not drift', async () => {
  const sources = new Array<string>(40).fill('streaming')
  const { dir } = await merge(sources)
  const merged = await expectFaithful(dir, { sources })
  expect(merged.number(79, `videos/${top}/to_timestamp`)).toBe(600 / 30)
})

it('#2548: windows that are off by less than half a frame mean the frames they are next to', async () => {
  for (const shift of [0.4 / 30, -0.4 / 30]) {
    const drifted = await odd('pick_a', [
      mapColumns(/_timestamp$/, (value) => Math.max(0, (value as number) + shift)),
    ])
    const { dir, findings } = await merge([drifted, 'pick_b'])
    expect(brief(findings)).toEqual([
      `advisory WINDOW_OFF_GRID #0 ${top}`,
      `advisory WINDOW_OFF_GRID #0 ${wrist}`,
    ])
    await expectFaithful(dir, { sources: ['pick_a', 'pick_b'] })
  }
})

it('B30: in a file beyond 1024 s every frame is within 1e-4 s of its query, in single precision', async () => {
  const fps = 3
  const slow = await odd('pick_a', [
    info((draft) => (draft['fps'] = fps)),
    features(
      (_, { dtype }) => dtype === 'video',
      (feature) => ((feature['info'] as Draft)['video.fps'] = fps),
    ),
    playedAt(fileOf(top), 30, fps),
    playedAt(fileOf(wrist), 30, fps),
    seconds(30 / fps),
    data(mapColumn('timestamp', (value) => Math.fround((value as number) * (30 / fps)))),
  ])
  const { dir } = await merge(new Array<string>(25).fill(slow))
  const merged = await readDataset(dir)
  const late: number[] = []
  for (const [episode, { row }] of merged.episodes.entries()) {
    const packets = await merged.packetsOf(episode, top)
    merged.rowsOf(episode).forEach((frame, i) => {
      const query = Math.fround(
        (row[`videos/${top}/from_timestamp`] as number) + (frame['timestamp'] as number),
      )
      if (Math.abs(query - Math.fround(packets[i]!.seconds)) > 1e-4) late.push(episode)
    })
  }
  expect(late).toEqual([])
  expect(merged.number(74, `videos/${top}/to_timestamp`)).toBeGreaterThan(1024)
  expect(files(dir, `videos/${top}/*/*.mp4`)).toHaveLength(1)
})

it('B38: in a result of one file per camera, the time in the file is index divided by the rate', async () => {
  const merged = await readDataset((await merge(['pick_a', 'pick_b', 'pick_c'])).dir)
  for (const [episode, { row }] of merged.episodes.entries()) {
    for (const camera of merged.cameras)
      expect(row[`videos/${camera}/from_timestamp`]).toBe(merged.number(episode, 'dataset_from_index') / 30)
  }
})

describe('MP4 files of other muxers', () => {
  const other =
    (name: string): Oddity =>
    (dir) =>
      copyFile(
        fileURLToPath(new URL(`../../fixtures-video/${name}`, import.meta.url)),
        join(dir, fileOf(top)),
      )

  it.each(['fragments-cmaf.mp4', 'fragments-base-offset.mp4', 'fragments-hybrid.mp4'])(
    '%s holds the same frames',
    async (name) => {
      const fragmented = await odd('h264_bframes_b', [other(name)])
      const { dir } = await merge(['h264_bframes_b', fragmented])
      await expectFaithful(dir, { sources: ['h264_bframes_b', 'h264_bframes_b'] })
    },
  )

  it.each(['with-audio.mp4', 'fragments-with-audio.mp4'])(
    '%s merges when the user agrees to leave its sound out',
    async (name) => {
      const noisy = await odd('h264_bframes_b', [other(name)])
      expect(await findingsOf([noisy])).toMatchObject([
        { code: 'VIDEO_AUDIO', tier: 'fixable', fix: { option: '--drop-audio' } },
      ])
      const { dir } = await merge(['h264_bframes_b', noisy], { options: { dropAudio: true } })
      const merged = await expectFaithful(dir, { sources: ['h264_bframes_b', 'h264_bframes_b'] })
      expect(merged.info.features[top]!.info).toMatchObject({ has_audio: false })
    },
  )

  it('frames that an edit list hides are not there', async () => {
    const trimmed = await odd('h264_bframes_b', [other('trimmed.mp4')])
    expect(brief(await findingsOf([trimmed]))).toContain(`blocking WINDOW_OVERRUN #0 episode 1, ${top}`)
  })
})
