import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { openUntouchedTab, type UntouchedTab } from '../../test/support/untouched-tab.ts'
import { installProbe, type Report } from './probe.ts'
import { DATASET_NUMBER, type Recording } from './recording.ts'

/** What all processes of the browser take; undefined where the system does not say. */
export interface MemoryRun {
  /** From the first tenth of the episodes to the last. */
  readonly growthBytes: number | undefined
  readonly memoryBytes: number | undefined
  readonly sync: Report
}

/** Opens one episode after another with the keyboard, and looks at the memory after the first tenth and at the end. */
export async function runMemory(
  browser: Browser,
  address: string,
  place: string,
  recording: Recording,
  episodes: number,
): Promise<MemoryRun> {
  const tab = await openUntouchedTab(browser, address)
  try {
    const screen = { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false }
    await tab.send('Emulation.setDeviceMetricsOverride', screen)
    await until(tab, () => document.querySelector('h1') !== null)
    await tab.evaluate(installProbe, { ...recording, dataset: DATASET_NUMBER })
    await tab.evaluate((to) => window.probe.go(to), `#/episodes/${place}/0`)
    // The whole list is there, so that the keys know what comes next.
    await until(tab, () => document.querySelector('[aria-label=Episodes] [aria-rowindex="3"]') !== null)
    const here = await walk(tab, { from: 0, count: Math.ceil(episodes / 10), of: recording.episodes.length })
    const before = await browserBytes(browser, tab)
    await walk(tab, { from: here, count: episodes, of: recording.episodes.length })
    const memoryBytes = await browserBytes(browser, tab)
    const isKnown = before !== undefined && memoryBytes !== undefined
    const sync = await tab.evaluate(() => window.probe.report(), undefined)
    return { growthBytes: isKnown ? memoryBytes - before : undefined, memoryBytes, sync }
  } finally {
    await tab.close()
  }
}

async function until(tab: UntouchedTab, isSo: () => boolean): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await tab.evaluate(isSo, undefined))) {
    if (Date.now() > end) throw new Error(`not so within 30 s: ${String(isSo)}`)
    await wait(50)
  }
}

/** Down the list and up again. Returns where it ends. */
async function walk(
  tab: UntouchedTab,
  { from, count, of }: { readonly from: number; readonly count: number; readonly of: number },
): Promise<number> {
  let key = from < of / 2 ? 'ArrowDown' : 'ArrowUp'
  let here = from
  for (let left = count; left > 0; left--) {
    if (here === 0) key = 'ArrowDown'
    if (here === of - 1) key = 'ArrowUp'
    here += key === 'ArrowDown' ? 1 : -1
    await tab.evaluate(() => {
      window.probe.arm()
    }, undefined)
    await tab.press(key)
    await tab.evaluate(() => window.probe.shown(), undefined)
  }
  return here
}

/**
 * Bytes that the browser's processes take together, after its garbage was collected; memory that they share counts
 * once. Undefined where the system does not say.
 */
async function browserBytes(browser: Browser, tab: UntouchedTab): Promise<number | undefined> {
  // What pictures of a decoder hold goes with the objects that stand for them.
  for (let round = 0; round < 2; round++) await tab.send('HeapProfiler.collectGarbage')
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const all = await Promise.all(processInfo.map(({ id }) => proportionalBytes(id)))
  return all.includes(undefined) ? undefined : all.reduce<number>((sum, bytes) => sum + bytes!, 0)
}

/** Proportional set size; undefined where there is no such file, or the process has gone. */
async function proportionalBytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => undefined)
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(text ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
