import { setTimeout as wait } from 'node:timers/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { Random } from '../data/random.ts'
import { installProbe, type Probe, type Report, type Taken } from './probe.ts'
import { DATASET_NUMBER, type Recording } from './recording.ts'

/** Frames that playing at full speed may be late by at its end without counting as left out. */
const GRACE = 2
/** How long an episode is looked at before the next one is opened from rest. */
const REST_MS = 1500

/** How often each thing is done. */
export interface Effort {
  readonly opens: number
  readonly steps: number
  readonly seeks: number
  readonly played: number
  readonly episodes: number
}

/** What was measured. Times are of each single one. */
export interface PlayerRun {
  /** The place of the recording. */
  readonly place: string
  /** The first picture after the page itself was loaded on the address of an episode; milliseconds. */
  readonly coldMs: readonly number[]
  readonly opens: readonly Taken[]
  /** Opening the next one of the list. */
  readonly nexts: readonly Taken[]
  /** Both where the one before was looked at for a while: its plots are drawn. */
  readonly opensFromRest: readonly Taken[]
  readonly nextsFromRest: readonly Taken[]
  readonly steps: readonly Taken[]
  readonly stepsBack: readonly Taken[]
  readonly seeks: readonly Taken[]
  /** Frames that were played at full speed, and those of them that were not shown or too late. */
  readonly played: number
  readonly dropped: number
  readonly sync: Report
}

/** Looks at a recording as a person would: with keys and the mouse, in the application's own page. */
export async function runPlayer(
  context: BrowserContext,
  address: string,
  recording: Recording,
  effort: Effort,
  say: (text: string) => void,
): Promise<PlayerRun> {
  const page = await context.newPage()
  await page.addInitScript(installProbe, { ...recording, dataset: DATASET_NUMBER })
  const { episodes } = recording
  const random = new Random(5)
  const place = await openDataset(page, address)

  const reports: Report[] = []
  const coldMs: number[] = []
  for (let i = 0; i < 5; i++) {
    coldMs.push(await loadEpisode(page, `#/episodes/${place}/${random.integer(1, episodes.length - 1)}`))
    reports.push(await reportOf(page))
  }
  say('opening episodes')
  const opened = async (): Promise<Taken> => {
    const here = await page.evaluate(() => location.hash.replace(/\?.*/, ''))
    let hash = here
    // Not the last one: each has a next one.
    while (hash === here) hash = `#/episodes/${place}/${random.integer(0, episodes.length - 2)}`
    return page.evaluate((to) => window.probe.go(to), hash)
  }
  const opens: Taken[] = []
  for (let i = 0; i < effort.opens; i++) opens.push(await opened())
  await page.evaluate((to) => window.probe.go(to), `#/episodes/${place}/0`)
  // The whole list is there, so that the keys know what comes next.
  await page.getByRole('grid', { name: 'Episodes' }).getByRole('row', { name: /^1\b/ }).waitFor()
  const nexts = await pressed(page, 'ArrowDown', effort.opens)
  const opensFromRest: Taken[] = []
  const nextsFromRest: Taken[] = []
  for (let i = 0; i < effort.opens / 2; i++) {
    await wait(REST_MS)
    opensFromRest.push(await opened())
    await wait(REST_MS)
    nextsFromRest.push(...(await pressed(page, 'ArrowDown', 1)))
  }
  say('stepping')
  const steps = await pressed(page, 'ArrowRight', effort.steps)
  const stepsBack = await pressed(page, 'ArrowLeft', effort.steps)
  say('seeking')
  const seeks = await clicked(page, effort.seeks, random)
  say('playing')
  let played = 0
  let dropped = 0
  for (let i = 0; i < effort.played; i++) {
    await pressed(page, 'ArrowDown', 1)
    const { frames, ms } = await playToEnd(page)
    played += frames.length
    dropped += droppedOf(frames, ms, recording.fps)
  }
  reports.push(await reportOf(page))
  await page.close()
  const sync = sumOf(reports)
  return {
    place,
    coldMs,
    opens,
    nexts,
    opensFromRest,
    nextsFromRest,
    steps,
    stepsBack,
    seeks,
    played,
    dropped,
    sync,
  }
}

/** Opens the only dataset of the library. Returns the name of its place. */
async function openDataset(page: Page, address: string): Promise<string> {
  await page.goto(address)
  await page.getByRole('row', { name: /^recording / }).dblclick()
  await page.getByRole('heading', { level: 1, name: 'recording' }).waitFor()
  return page.evaluate(() => location.hash.split('/').at(-1)!)
}

/** Loads the page anew at an episode; from there to its first picture. */
async function loadEpisode(page: Page, hash: string): Promise<number> {
  await page.evaluate((to) => {
    location.hash = to
  }, hash)
  await page.reload({ waitUntil: 'commit' })
  await page.waitForSelector('[role=group][aria-label=Player][aria-busy=false]')
  return page.evaluate(() => performance.now())
}

async function pressed(page: Page, key: string, count: number): Promise<Taken[]> {
  const taken: Taken[] = []
  for (let i = 0; i < count; i++) taken.push(await timed(page, () => page.keyboard.press(key)))
  return taken
}

/** Clicks all over the timeline. */
async function clicked(page: Page, count: number, random: Random): Promise<Taken[]> {
  const { x, y, width, height } = (await page.getByRole('slider', { name: 'Frame' }).boundingBox())!
  const taken: Taken[] = []
  let last = -1
  while (taken.length < count) {
    const at = random.next()
    // Nothing changes where it is already.
    if (Math.abs(at - last) < 0.02) continue
    last = at
    taken.push(await timed(page, () => page.mouse.click(x + 1 + at * (width - 2), y + height / 2)))
  }
  return taken
}

async function timed(page: Page, act: () => Promise<void>): Promise<Taken> {
  await page.evaluate(() => {
    window.probe.arm()
  })
  await act()
  return page.evaluate(() => window.probe.shown())
}

async function playToEnd(page: Page): ReturnType<Probe['play']> {
  // Input may overtake what the page is asked to do.
  const playing = await page.evaluateHandle(() => ({ done: window.probe.play() }))
  await page.keyboard.press('Space')
  return playing.evaluate(({ done }) => done)
}

/** Frames that playing jumped over, and those by which it was too slow. */
function droppedOf(frames: readonly number[], ms: number, fps: number): number {
  const all = frames.at(-1)! - frames[0]! + 1
  const late = Math.floor((ms / 1000) * fps) - (all - 1)
  return all - frames.length + Math.max(0, late - GRACE)
}

function reportOf(page: Page): Promise<Report> {
  return page.evaluate(() => window.probe.report())
}

/** All looks together. */
export function sumOf(reports: readonly Report[]): Report {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  return {
    looks: sum(reports.map(({ looks }) => looks)),
    outOfSync: sum(reports.map(({ outOfSync }) => outOfSync)),
    examples: reports.flatMap(({ examples }) => examples),
  }
}
