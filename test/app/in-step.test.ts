import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { reencode } from '../support/barcode-videos.ts'
import { features, odd } from '../support/edit-dataset.ts'
import { merge } from '../support/merge.ts'
import { openUntouchedTab } from '../support/untouched-tab.ts'
import { shareApp } from './support/open-app.ts'
import {
  expectInStep,
  expectListed,
  openEpisode,
  standing,
  watchPictures,
  type Origin,
} from './support/player.ts'
import { watchThrough, type Watched } from './support/watch-through.ts'

/** What is watched in every host is in flows/watching.ts; this is watched in a browser only. */
const recorded = ['pick_a', 'h264', 'extra_cam', 'images_a']
const made = ['h264_twice', 'images_ba', 'sides', 'vp9']
const app = shareApp(recorded)
const patience = { timeout: 20_000 }
const WATCHED_MS = 120_000

beforeAll(async () => {
  await merge(['h264', 'h264'], { output: join(app.root, 'h264_twice') })
  await merge(['images_b', 'images_a'], { output: join(app.root, 'images_ba') })
  await merge(['extra_cam', 'extra_cam'], {
    output: join(app.root, 'sides'),
    trims: [[{ episode: 0, from: 4, to: 19 }], undefined],
  })
  const cameras = ['top', 'wrist'].map((name) => `observation.images.${name}`)
  const vp9 = await odd(
    'pick_a',
    [
      async (dir) => {
        for (const camera of cameras) {
          const video = join(dir, `videos/${camera}/chunk-000/file-000.mp4`)
          // With frames that are never shown, as its encoder makes them unless told otherwise.
          await reencode(video, `${video}.tmp`, ['-c:v', 'libvpx-vp9', '-b:v', '1M', '-g', '12'])
          await rename(`${video}.tmp`, video)
        }
      },
      features(
        (name) => cameras.includes(name),
        (feature) => Object.assign(feature['info'] as object, { 'video.codec': 'vp9' }),
      ),
    ],
    'vp9',
  )
  await rename(vp9, join(app.root, 'vp9'))
})

const h264 = { dataset: 14, cameras: 2 }
const av1 = { dataset: 1, cameras: 2 }
const images = { dataset: 6, cameras: 1 }
const watched: readonly Watched[] = [
  { name: 'extra_cam', episode: 0, origin: { dataset: 12, cameras: 3, first: 0, length: 20 } },
  {
    name: 'h264_twice',
    episode: 3,
    origin: { ...h264, first: 20, length: 22 },
    before: { ...h264, first: 0, length: 20 },
  },
  {
    name: 'vp9',
    episode: 1,
    origin: { ...av1, first: 40, length: 35 },
    before: { ...av1, first: 0, length: 40 },
  },
  {
    name: 'images_a',
    episode: 1,
    origin: { ...images, first: 12, length: 15 },
    before: { ...images, first: 0, length: 12 },
  },
  {
    name: 'images_ba',
    episode: 2,
    origin: { ...images, first: 12, length: 15 },
    before: { ...images, first: 0, length: 12 },
  },
]

it.each(watched)(
  'shows the frame that it says in $name',
  async (each) => {
    const { page } = await app.open()
    await expectListed(page, [...recorded, ...made])
    let copies = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/media.proxy')) copies++
    })
    await watchThrough(page, each, 50)
    // From the files themselves.
    expect(copies).toBe(0)
  },
  WATCHED_MS,
)

const hidden: readonly (readonly [name: string, episode: number, origin: Origin])[] = [
  ['pick_a', 1, { ...av1, first: 40, length: 35 }],
  ['h264', 1, { ...h264, first: 20, length: 22 }],
  ['sides', 1, { dataset: 12, cameras: 3, first: 0, length: 20 }],
]

it('lets time stand still while its tab is hidden, and goes on where it was', async () => {
  const { page, context } = await app.open()
  await expectListed(page, [...recorded, ...made])
  const tab = await openUntouchedTab(context.browser()!, app.url())
  onTestFinished(async () => {
    await tab.close()
    expect(tab.errors, 'errors in the page').toEqual([])
  })
  await expect
    .poll(() => tab.evaluate(() => document.querySelector('nav') !== null, undefined), patience)
    .toBe(true)
  const see = (ms: number) => tab.evaluate(watchPictures, { ms, seeks: [] })
  // For all of them: so slow that nothing is missed, and again and again, so that it is not over before it is hidden.
  const keys = ['j', 'j', 'r']
  for (const [name, episode, origin] of hidden) {
    await openEpisode(page, name, episode)
    await tab.evaluate((hash) => {
      location.hash = hash
    }, new URL(page.url()).hash)
    await expect.poll(async () => (await see(0))[0]!.pictures[0]?.dataset, patience).toBe(origin.dataset)
    await tab.evaluate(standing, { frame: 0, ms: patience.timeout })
    for (const key of [...keys.splice(0), ' ']) await tab.press(key)
    await expect.poll(async () => (await see(0))[0]!.frame, patience).toBeGreaterThan(0)
    await tab.hide()
    const [left] = await see(0)
    await tab.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), 1500)
    const [later] = await see(0)
    expect(later!.frame).toBe(left!.frame)
    await tab.show()
    const shown = await see(300)
    expectInStep([left!, later!, ...shown], origin)
    // Of what went by meanwhile nothing is caught up with.
    expect((shown[0]!.frame - left!.frame + origin.length) % origin.length).toBeLessThan(8)
    await tab.press('k')
    await expect.poll(async () => (await see(0))[0]!.isBusy, patience).toBe(false)
    expectInStep(await see(100), origin)
  }
})
