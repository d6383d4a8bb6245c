import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import {
  expectFrame,
  expectInStep,
  expectInStepAcross,
  goToFrame,
  look,
  openEpisode,
  seekAll,
  somewhere,
  watchWhile,
  type Origin,
} from './player.ts'

/** An episode, and the one before it where there is one. */
export interface Watched {
  /** The dataset, as the library names it. */
  readonly name: string
  readonly episode: number
  readonly origin: Origin
  readonly before?: Origin
}

const speeds = [0.25, 0.5, 1, 2, 4, 8]
/** Frames that are played more slowly than they were recorded. */
const SLOW_FRAMES = 5

/**
 * Does with an episode what can be done with a player, and looks at every picture of the display meanwhile: steps, seeks,
 * each speed, loops while the window changes its size, and the way to the episode before and back.
 */
export async function watchThrough(page: Page, watched: Watched, seeks: number): Promise<void> {
  const { name, episode, origin } = watched
  await openEpisode(page, name, episode)
  expectInStep([await look(page)], origin)
  await step(page, origin)
  expectInStep(await seekAll(page, somewhere(origin.length, seeks)), origin)
  await playAtEachSpeed(page, origin)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('2')
  await page.keyboard.press('r')
  await loopAndResize(page, origin)
  // While it plays.
  await leaveAndComeBack(page, watched)
  await page.keyboard.press('r')
}

async function step(page: Page, origin: Origin): Promise<void> {
  const last = origin.length - 1
  const keys = [
    ['ArrowRight', 1],
    ['Shift+ArrowRight', 11],
    ['ArrowLeft', 10],
    ['End', last],
    ['ArrowLeft', last - 1],
    ['Home', 0],
  ] as const
  const seen = await watchWhile(page, async () => {
    for (const [key, frame] of keys) {
      await page.keyboard.press(key)
      await expectFrame(page, frame)
    }
  })
  expectInStep([...seen, await look(page)], origin)
}

async function playAtEachSpeed(page: Page, origin: Origin): Promise<void> {
  const last = origin.length - 1
  for (const speed of speeds) {
    await page.getByRole('combobox', { name: 'Speed' }).selectOption(String(speed))
    const start = speed < 1 ? last - SLOW_FRAMES : 0
    await goToFrame(page, start)
    await expectFrame(page, start)
    const seen = await watchWhile(page, async () => {
      await page.getByRole('button', { name: 'Play' }).click()
      await expectFrame(page, last)
    })
    // To the end and no further.
    await page.getByRole('button', { name: 'Play' }).waitFor()
    expectInStep([...seen, await look(page)], origin)
    const frames = seen.map(({ frame }) => frame)
    expect(frames).toEqual(frames.toSorted((a, b) => a - b))
  }
}

async function loopAndResize(page: Page, origin: Origin): Promise<void> {
  const seen = await watchWhile(page, async () => {
    await page.keyboard.press('Space')
    for (const [width, height] of [
      [900, 700],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate(beginsAnew)
    }
  })
  expectInStep(seen, origin)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
}

/** Self-contained: it is run in the page. Resolves when playing comes from the end to the beginning. */
function beginsAnew(): Promise<void> {
  const frame = () =>
    Number(document.querySelector('[role=slider][aria-label=Frame]')!.getAttribute('aria-valuenow'))
  const end = performance.now() + 20_000
  let before = frame()
  return new Promise((resolve, reject) => {
    const next = () => {
      const now = frame()
      if (now < before) resolve()
      else if (performance.now() > end) reject(new Error(`it does not begin anew, and is at ${now}`))
      else requestAnimationFrame(next)
      before = now
    }
    next()
  })
}

async function leaveAndComeBack(page: Page, { episode, origin, before }: Watched): Promise<void> {
  if (before === undefined) return
  const seen = await watchWhile(page, async () => {
    for (const [key, to] of [
      ['ArrowUp', episode - 1],
      ['ArrowDown', episode],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { name: new RegExp(`^Episode ${to}\\b`) }).waitFor()
      await expectFrame(page, 0)
    }
  })
  const origins = new Map([
    [episode - 1, before],
    [episode, origin],
  ])
  expectInStepAcross([...seen, await look(page)], origins)
}
