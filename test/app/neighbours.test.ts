import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shortenedFrames } from '../bad/edits.ts'
import { episodes, odd } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { merge } from '../support/merge.ts'
import { openApp, shareApp } from './support/open-app.ts'
import { expectFrame, expectInStep, goToFrame, look, openEpisode } from './support/player.ts'

const app = shareApp(['pick_a'])

it('fetches what an episode takes, and the beginnings of its neighbours', async () => {
  const { page, root } = await openApp()
  await merge(
    Array.from({ length: 60 }, () => 'pick_a'),
    { output: join(root, 'long') },
  )
  let fetched = 0
  page.on('response', (response) => {
    const { 'content-type': type } = response.headers()
    // Small pictures of the list's episodes come whole.
    if (!response.url().includes('/media/') || type === 'image/jpeg') return
    expect(response.status()).toBe(206)
    expect(response.request().headers()['range']).toMatch(/^bytes=\d+-\d+$/)
    fetched += Number(response.headers()['content-length'])
  })
  await openEpisode(page, 'long', 5)
  await page.keyboard.press('End')
  await expectFrame(page, 49)
  const cameras = ['top', 'wrist'].map((name) =>
    join(root, `long/videos/observation.images.${name}/chunk-000/file-000.mp4`),
  )
  const files = await Promise.all(cameras.map((path) => readFile(path)))
  const heads = files.map((file) => file.indexOf('mdat'))
  const packets = files.map((file, i) => file.length - heads[i]!)
  // 50 of 7500 frames; what is read comes in blocks of 64 KiB.
  const blocks = 6 * 2 ** 16
  const most = files.reduce((sum, _, i) => sum + heads[i]! + (packets[i]! * 50) / 7500 + blocks, 0)
  expect(fetched).toBeLessThan(most)
  expect(most).toBeLessThan(files.reduce((sum, file) => sum + file.length, 0))
})

it('opens the next episode without asking', async () => {
  const { page } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  const opened = () =>
    page.evaluate(
      () =>
        performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/episodes.open')).length,
    )
  // Itself, and those before and behind it.
  await expect.poll(opened, { timeout: 20_000 }).toBe(3)
  await page.keyboard.press('ArrowUp')
  await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
  await expectFrame(page, 0)
  expectInStep([await look(page)], { dataset: 1, first: 0, length: 40, cameras: 2 })
  expect(await opened()).toBe(3)
})

it('fetches the first stored pictures of the next episode ahead, and not again', async () => {
  const { page } = await openApp({ datasets: ['images_a'] })
  const rows: number[] = []
  page.on('request', (request) => {
    const row = /\/media\/\w+\/(\d+)$/.exec(request.url())?.[1]
    if (row !== undefined && request.resourceType() === 'fetch') rows.push(Number(row))
  })
  await openEpisode(page, 'images_a', 0)
  const length = 1 + Number(await page.getByRole('slider', { name: 'Frame' }).getAttribute('aria-valuemax'))
  const firsts = () => rows.filter((row) => row === length).length
  const cameras = await page.locator('canvas[role=img]').count()
  await expect.poll(firsts).toBe(cameras)
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: /^Episode 1/ }).waitFor()
  await expectFrame(page, 0)
  expect(firsts()).toBe(cameras)
})

it('stays on its frame when its own row is clicked, which gives the list the keyboard', async () => {
  const { page } = await app.open()
  await openEpisode(page, 'pick_a', 1)
  await goToFrame(page, 7)
  await expectFrame(page, 7)
  await page.getByRole('slider', { name: 'Frame' }).focus()
  const list = page.getByRole('grid', { name: 'Episodes' })
  await list.getByRole('row', { name: /^1\b/ }).click()
  expect(new URL(page.url()).hash).toMatch(/\?frame=7$/)
  expect(await list.evaluate((grid) => grid === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  expect(new URL(page.url()).hash).toMatch(/\?frame=7$/)
  await page.keyboard.press('ArrowUp')
  await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
})

it('waits for an episode that is asked for ahead, and asks no second time', async () => {
  const { page } = await app.open()
  const asked: number[] = []
  const ahead = Promise.withResolvers<undefined>()
  const held = Promise.withResolvers<undefined>()
  await page.route('**/episodes.open', async (route) => {
    const { episode } = route.request().postDataJSON() as { episode: number }
    asked.push(episode)
    if (asked.length === 3) ahead.resolve(undefined)
    if (episode === 0) await held.promise
    await route.continue()
  })
  await openEpisode(page, 'pick_a', 1)
  await ahead.promise
  await page.keyboard.press('ArrowUp')
  await page.getByText('Opening episode 0…').waitFor()
  held.resolve(undefined)
  await page.getByRole('heading', { name: /^Episode 0/ }).waitFor()
  await expectFrame(page, 0)
  expectInStep([await look(page)], { dataset: 1, first: 0, length: 40, cameras: 2 })
  expect(asked.toSorted()).toEqual([0, 1, 2])
})

it('shows the frame that it says where joins of streams left the frames off the grid', async () => {
  const { page, root } = await openApp({ datasets: [] })
  const cameras = ['top', 'wrist'].map((name) => `observation.images.${name}`)
  const made = await odd('pick_a', [
    ...cameras.map((camera) => shortenedFrames(`videos/${camera}/chunk-000/file-000.mp4`, [39, 74], 0.4)),
    ...cameras.flatMap((camera) => [
      episodes(mapColumn(`videos/${camera}/from_timestamp`, (_, row) => [0, 39.6, 74.2][row]! / 30)),
      episodes(mapColumn(`videos/${camera}/to_timestamp`, (_, row) => [39.6, 74.2, 124.2][row]! / 30)),
    ]),
  ])
  await rename(made, join(root, 'drifted'))
  for (const [episode, first, length] of [
    [1, 40, 35],
    [2, 75, 50],
  ] as const) {
    await openEpisode(page, 'drifted', episode)
    const origin = { dataset: 1, first, length, cameras: 2 }
    for (const frame of [length - 1, 0, 17]) {
      await goToFrame(page, frame)
      await expectFrame(page, frame)
      const seen = await look(page)
      expectInStep([seen], origin)
      expect(seen.pictures.map((picture) => picture.frame)).toEqual([first + frame, first + frame])
    }
  }
})
