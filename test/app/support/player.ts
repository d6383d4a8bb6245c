import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Until a frame is there, on a busy machine. */
const PATIENCE_MS = 20_000

/** What a picture says it is, by its barcode. */
export interface Picture {
  /** The number of its frame in its dataset. */
  readonly frame: number
  readonly camera: number
  readonly dataset: number
}

/** What can be seen of the player at one moment. */
export interface Seen {
  /** As the page says it; negative without a player. */
  readonly frame: number
  /** What is seen is not yet what was asked for. */
  readonly isBusy: boolean
  readonly status: string
  /** The episode by its heading; negative without one. */
  readonly episode: number
  readonly pictures: readonly Picture[]
  /** No canvas has a picture, as while another episode is opened. */
  readonly isBlank: boolean
}

/** Where an episode's frames come from. */
export interface Origin {
  readonly dataset: number
  /** The number of its first frame there. */
  readonly first: number
  readonly length: number
  readonly cameras: number
}

/** Waits until the library lists datasets: one that it finds later moves the rows of others, also under a pointer. */
export async function expectListed(page: Page, datasets: readonly string[]): Promise<void> {
  for (const name of datasets) await page.getByRole('row', { name: new RegExp(`^${name} `) }).waitFor()
}

/** Opens an episode of a dataset that the library has found, and waits for its first picture. */
export async function openEpisode(page: Page, dataset: string, episode: number): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Library' }).click()
  await page.getByRole('row', { name: new RegExp(`^${dataset} `) }).dblclick()
  await page.getByRole('heading', { level: 1, name: dataset }).waitFor()
  // By its number: a row that is still being fetched has none, and opens nothing.
  await page
    .getByRole('grid', { name: 'Episodes' })
    .getByRole('row', { name: new RegExp(`^${episode}\\b`) })
    .click()
  await page.getByRole('region', { name: `Episode ${episode}`, exact: true }).waitFor()
  await expectFrame(page, 0)
}

/** Waits until the player stands on a frame, and the address says so. */
export async function expectFrame(page: Page, frame: number): Promise<void> {
  // In the page: asking it again and again from here would take what it needs to get there.
  const reached = await page.evaluate(standing, { frame, ms: PATIENCE_MS })
  expect(reached, 'where the player stands').toEqual({ frame, isBusy: false, address: `?frame=${frame}` })
}

/** Self-contained: it is run in the page. Resolves with where the player stands, there or when time is over. */
export async function standing({ frame, ms }: { readonly frame: number; readonly ms: number }) {
  const end = performance.now() + ms
  for (;;) {
    const slider = document.querySelector('[role=slider][aria-label=Frame]')
    const now = {
      frame: slider === null ? -1 : Number(slider.getAttribute('aria-valuenow')),
      isBusy: document.querySelector('[role=group][aria-label=Player]')?.ariaBusy !== 'false',
      address: /\?.*$/.exec(location.hash)?.[0],
    }
    const isThere = now.frame === frame && !now.isBusy && now.address === `?frame=${frame}`
    if (isThere || performance.now() > end) return now
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Goes to a frame by a link. */
export async function goToFrame(page: Page, frame: number): Promise<void> {
  await page.evaluate((to) => {
    location.hash = location.hash.replace(/\?.*|$/, `?frame=${to}`)
  }, frame)
}

/** Frames all over an episode, neighbours and ends among them, none twice in a row; the same ones each time. */
export function somewhere(length: number, count: number): number[] {
  let state = 7
  let last = 0
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    last = (last + 1 + Math.floor((state / 2 ** 31) * (length - 1))) % length
    return last
  })
}

/** Reads the page's frame number and the barcodes of all pictures, in one task of the page. */
export async function look(page: Page): Promise<Seen> {
  const [seen] = await watch(page, 0)
  return seen!
}

/** The same at every picture of the display, for a time. */
export function watch(page: Page, ms: number): Promise<Seen[]> {
  return page.evaluate(watchPictures, { ms, seeks: [] })
}

/** The same while something is done. */
export async function watchWhile(page: Page, act: () => Promise<unknown>): Promise<Seen[]> {
  const watching = page.evaluate(watchPictures, { ms: 1e9, seeks: [] })
  try {
    await act()
  } finally {
    await page.evaluate(() => dispatchEvent(new Event('seen-enough')))
  }
  return await watching
}

/**
 * Drags the timeline to one frame after another, none of them twice in a row; the same at each picture of the display
 * until the frame is there, and then. Returns it all.
 */
export async function seekAll(page: Page, frames: readonly number[]): Promise<Seen[]> {
  const { x, y, height } = (await page.getByRole('slider', { name: 'Frame' }).boundingBox())!
  await page.mouse.move(x, y + height / 2)
  await page.mouse.down()
  await expectFrame(page, 0)
  const seen = await page.evaluate(watchPictures, { ms: 0, seeks: frames })
  await page.mouse.up()
  await expectFrame(page, frames.at(-1)!)
  expect(seen.length).toBeGreaterThan(frames.length)
  return seen
}

/** Every picture is of the frame that the page says, in the right dataset and from the right camera. */
export function expectInStep(seen: readonly Seen[], { dataset, first, length, cameras }: Origin): void {
  expect(seen.length).toBeGreaterThan(0)
  for (const { frame, pictures } of seen) {
    expect(frame).toBeGreaterThanOrEqual(0)
    expect(frame).toBeLessThan(length)
    const expected = Array.from({ length: cameras }, (_, camera) => ({
      frame: first + frame,
      camera,
      dataset,
    }))
    expect(pictures).toEqual(expected)
  }
}

/**
 * The same while one episode after another is opened: each picture is of the episode that the page names. Until an
 * episode has pictures of all cameras it has none, and says that it is busy.
 */
export function expectInStepAcross(seen: readonly Seen[], origins: ReadonlyMap<number, Origin>): void {
  const shown = seen.filter(({ isBusy, isBlank }) => !(isBusy && isBlank))
  for (const { episode } of seen) expect([...origins.keys()]).toContain(episode)
  for (const [number, origin] of origins)
    expectInStep(
      shown.filter(({ episode }) => episode === number),
      origin,
    )
}

/** Self-contained: it is run in the page. What can be seen now, at each seek and for a time; see {@link seekAll}. */
export async function watchPictures({
  ms,
  seeks,
}: {
  readonly ms: number
  readonly seeks: readonly number[]
}): Promise<Seen[]> {
  const bits = (context: CanvasRenderingContext2D, y: number, from: number, count: number): number => {
    const { data } = context.getImageData(from * 8, y, count * 8, 1)
    let value = 0
    for (let i = 0; i < count; i++) value = value * 2 + (data[(i * 8 + 4) * 4 + 1]! > 128 ? 1 : 0)
    return value
  }
  const isEmpty = (context: CanvasRenderingContext2D): boolean => {
    const { data } = context.getImageData(0, 24, 128, 1)
    return data.every((value, i) => value === 0 || i % 4 === 3)
  }
  const see = (): Seen => {
    const slider = document.querySelector('[role=slider][aria-label=Frame]')
    const player = document.querySelector('[role=group][aria-label=Player]')
    const heading = document.querySelector('h2')?.textContent ?? ''
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>('canvas[role=img]')]
    const contexts = canvases.map((canvas) => canvas.getContext('2d', { alpha: false })!)
    const pictures = contexts.map((context) => ({
      frame: bits(context, 8, 0, 16),
      camera: bits(context, 24, 0, 4),
      dataset: bits(context, 24, 4, 4),
    }))
    return {
      frame: slider === null ? -1 : Number(slider.getAttribute('aria-valuenow')),
      isBusy: player?.ariaBusy !== 'false',
      status: player?.querySelector('[role=status]')?.textContent ?? '',
      episode: Number(/^Episode (\d+)/.exec(heading)?.[1] ?? -1),
      pictures,
      isBlank: pictures.every(({ dataset }, i) => dataset === 0 && isEmpty(contexts[i]!)),
    }
  }
  // The pointer is held down on the timeline: it may be moved from in here.
  const drag = (frame: number): void => {
    const slider = document.querySelector('[role=slider][aria-label=Frame]')!
    const { left, width } = slider.getBoundingClientRect()
    const clientX = left + (frame / Number(slider.getAttribute('aria-valuemax'))) * width
    slider.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, bubbles: true, clientX }))
  }
  const seen = [see()]
  for (const frame of seeks) {
    await new Promise<void>((resolve) => {
      let display = 0
      const observer = new MutationObserver(() => {
        const now = see()
        // The number follows its pictures in the same task. That it does is seen at the next picture of the display.
        if (!now.isBusy) seen.push(now)
        if (now.frame !== frame || now.isBusy) return
        observer.disconnect()
        cancelAnimationFrame(display)
        resolve()
      })
      const onDisplay = (): void => {
        seen.push(see())
        display = requestAnimationFrame(onDisplay)
      }
      display = requestAnimationFrame(onDisplay)
      observer.observe(document.querySelector('[role=group][aria-label=Player]')!, {
        subtree: true,
        attributeFilter: ['aria-valuenow', 'aria-busy'],
      })
      drag(frame)
    })
  }
  let end = performance.now() + ms
  const stop = (): void => {
    end = 0
  }
  addEventListener('seen-enough', stop)
  return new Promise((resolve) => {
    const next = () => {
      if (performance.now() >= end) {
        removeEventListener('seen-enough', stop)
        resolve(seen)
        return
      }
      seen.push(see())
      requestAnimationFrame(next)
    }
    next()
  })
}
