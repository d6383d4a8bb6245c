import { stat } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { data, episodes, moved, odd, rowsReordered, type Oddity } from '../../support/edit-dataset.ts'
import { mapColumn } from '../../support/edit-table.ts'
import { expectFaithful } from '../../support/expect-faithful.ts'
import { brief, findingsOf, merge, planOf } from '../../support/merge.ts'
import { files, type ReadDataset } from '../../support/read-dataset.ts'

const top = 'observation.images.top'
const wrist = 'observation.images.wrist'
const rowsFrom = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i)

/** Upstream's own check of windows: inside the file, and not empty. */
async function expectBounds(merged: ReadDataset): Promise<void> {
  for (const camera of merged.cameras) {
    for (const episode of merged.episodes.keys()) {
      const { packets } = await merged.video(merged.videoFile(episode, camera))
      const [from, to] = ['from', 'to'].map((edge) =>
        Math.round(merged.number(episode, `videos/${camera}/${edge}_timestamp`) * merged.info.fps),
      )
      expect(from).toBeGreaterThanOrEqual(0)
      expect(from).toBeLessThan(to!)
      expect(to).toBeLessThanOrEqual(packets.length)
    }
  }
}

it('#2100: with small limits, every window lies in its own file', async () => {
  const sources = ['pick_a', 'pick_b', 'pick_c']
  const { dir } = await merge(sources, { options: { dataMb: 0.01, videoMb: 0.02 } })
  const merged = await expectFaithful(dir, { sources })
  await expectBounds(merged)
  expect(files(dir, `videos/${top}/*/*.mp4`).length).toBeGreaterThan(2)
})

it('#2550: episodes of a source with several files point to their own, and each file begins at 0', async () => {
  const sources = ['sharded', 'pick_b', 'sharded']
  for (const videoMb of [200, 0.03]) {
    const { dir } = await merge(sources, { options: { videoMb } })
    const merged = await expectFaithful(dir, { sources })
    await expectBounds(merged)
    const used = new Set(merged.episodes.map((_, episode) => merged.videoFile(episode, wrist)))
    expect([...used].sort()).toEqual(files(dir, `videos/${wrist}/*/*.mp4`))
  }
})

it('B33: frames follow their episodes when video files are not in the order of episodes', async () => {
  const prefix = `videos/${wrist}/chunk-000`
  const swapped = await odd('sharded', [
    moved({
      [`${prefix}/file-000.mp4`]: `${prefix}/file-001.mp4`,
      [`${prefix}/file-001.mp4`]: `${prefix}/file-000.mp4`,
    }),
    episodes(mapColumn(`videos/${wrist}/file_index`, (value) => 1n - (value as bigint))),
  ])
  const { dir } = await merge([swapped, 'pick_a'])
  await expectFaithful(dir, { sources: ['sharded', 'pick_a'] })
})

it('upstream: tiny limits give several files of data and of every camera', async () => {
  const sources = ['pick_a', 'pick_c']
  const { dir } = await merge(sources, { options: { dataMb: 0.01, videoMb: 0.02 } })
  const merged = await expectFaithful(dir, { sources })
  await expectBounds(merged)
  for (const pattern of ['data/*/*.parquet', `videos/${top}/*/*.mp4`, `videos/${wrist}/*/*.mp4`]) {
    expect(files(dir, pattern).length, pattern).toBeGreaterThan(1)
  }
})

it('upstream: three recordings with depth keep every frame of every camera', async () => {
  const sources = ['depth', 'depth', 'depth']
  const merged = await expectFaithful((await merge(sources)).dir, { sources })
  await expectBounds(merged)
  expect(merged.info.features['observation.images.depth']!.info).toMatchObject({
    is_depth_map: true,
    'video.channels': 1,
  })
})

it('upstream: joined videos keep size, rate, codec and pixel format', async () => {
  const merged = await expectFaithful((await merge(['pick_a', 'pick_b'])).dir, {
    sources: ['pick_a', 'pick_b'],
  })
  const { info, shape } = merged.info.features[top]!
  expect(shape).toEqual([96, 128, 3])
  expect(info).toMatchObject({
    'video.height': 96,
    'video.width': 128,
    'video.codec': 'av1',
    'video.pix_fmt': 'yuv420p',
    'video.fps': 30,
  })
})

it('leftover frames of a discarded take are reported and left out', async () => {
  const kept = [...rowsFrom(0, 40), ...rowsFrom(75, 125)]
  const discarded = await odd('pick_a', [
    data(rowsReordered(kept, [40, 50])),
    episodes(rowsReordered([0, 2], [2])),
  ])
  const { dir, findings } = await merge([discarded, 'pick_b'])
  expect(findings.filter(({ code }) => code === 'LEFTOVER_FRAMES')).toMatchObject([
    { tier: 'advisory', source: 0, subject: `videos/${top}/chunk-000/file-000.mp4` },
    { tier: 'advisory', source: 0, subject: `videos/${wrist}/chunk-000/file-000.mp4` },
  ])
  await expectFaithful(dir, {
    sources: ['pick_a', 'pick_b'],
    episodes: [
      [0, 2],
      [0, 1],
    ],
  })
})

/** Moves one edge of the window of the last episode of pick_a, in frames. */
function windowEdge(edge: 'from' | 'to', frames: number): Oddity {
  return episodes(
    mapColumn(`videos/${top}/${edge}_timestamp`, (value, row) =>
      row === 2 ? (value as number) + frames / 30 : value,
    ),
  )
}

it.each([
  ['runs beyond the end of its file', [windowEdge('from', 5), windowEdge('to', 5)], 'WINDOW_OVERRUN'],
  ['overlaps the one before', [windowEdge('from', -5), windowEdge('to', -5)], 'WINDOW_OVERLAP'],
  ['is longer than its episode', [windowEdge('from', -1)], 'WINDOW_LENGTH'],
  ['is shorter than its episode', [windowEdge('from', 1)], 'WINDOW_LENGTH'],
])('a window that %s is refused', async (_, oddities, code) => {
  const findings = await findingsOf(['pick_b', await odd('pick_a', oddities)])
  expect(findings.filter(({ tier }) => tier === 'blocking')).toContainEqual(
    expect.objectContaining({ code, source: 1, subject: `episode 2, ${top}` }),
  )
})

it('an episode whose first picture needs an earlier one cannot be cut out', async () => {
  const odds = [windowEdge('from', -2), windowEdge('to', -2)]
  const findings = await findingsOf([await odd('pick_a', odds)])
  expect(brief(findings)).toContain(`blocking VIDEO_CUT #0 episode 2, ${top}`)
})

it('the predicted size of every video file is the real one', async () => {
  const { plan, dir } = await merge(['sharded', 'h264', 'pick_c'], { options: { videoMb: 0.04 } })
  for (const { path, bytes } of Object.values(plan.videos).flat())
    expect((await stat(`${dir}/${path}`)).size, path).toBe(bytes)
})

it('a file that would reach the limit exactly is closed before', async () => {
  const whole = await planOf(['pick_b'])
  const bytes = whole.videos[top]![0]!.bytes
  const at = await planOf(['pick_b'], { options: { videoMb: bytes / 1024 ** 2 } })
  const above = await planOf(['pick_b'], { options: { videoMb: (bytes + 1) / 1024 ** 2 } })
  expect([at.videos[top]!.length, above.videos[top]!.length]).toEqual([2, 1])
})
