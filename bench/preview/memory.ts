import { readFile } from 'node:fs/promises'
import { PlainPage, type PlainKey } from './plain-page.ts'
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
  address: string,
  place: string,
  recording: Recording,
  episodes: number,
): Promise<MemoryRun> {
  const judged = { ...recording, dataset: DATASET_NUMBER }
  const probe = `(${installProbe.toString()})(${JSON.stringify(judged)})`
  const page = await PlainPage.open(address, probe, { width: 1280, height: 800 })
  try {
    await page.until(`document.querySelector('h1')`)
    await page.evaluate(`location.hash = '#/episodes/${place}/0'`)
    // The whole list is there, so that the keys know what comes next.
    await page.until(
      `document.querySelector('[role=grid][aria-label=Episodes] [role=row][aria-rowindex="3"]')`,
    )
    await page.until(`document.querySelector('[role=group][aria-label=Player]')?.ariaBusy === 'false'`)
    const here = await walk(page, { from: 0, count: Math.ceil(episodes / 10), of: recording.episodes.length })
    const before = await browserBytes(page)
    await walk(page, { from: here, count: episodes, of: recording.episodes.length })
    const memoryBytes = await browserBytes(page)
    const isKnown = before !== undefined && memoryBytes !== undefined
    const sync = await page.evaluate<Report>('window.probe.report()')
    return { growthBytes: isKnown ? memoryBytes - before : undefined, memoryBytes, sync }
  } finally {
    await page.close()
  }
}

/** Down the list and up again. Returns where it ends. */
async function walk(
  page: PlainPage,
  { from, count, of }: { readonly from: number; readonly count: number; readonly of: number },
): Promise<number> {
  let key: PlainKey = from < of / 2 ? 'ArrowDown' : 'ArrowUp'
  let here = from
  for (let left = count; left > 0; left--) {
    if (here === 0) key = 'ArrowDown'
    if (here === of - 1) key = 'ArrowUp'
    here += key === 'ArrowDown' ? 1 : -1
    await page.evaluate('window.probe.arm()')
    await page.press(key)
    await page.evaluate('window.probe.shown()')
  }
  return here
}

/**
 * Bytes that the browser's processes take together, after its garbage was collected; memory that they share counts once.
 * Undefined where the system does not say.
 */
async function browserBytes(page: PlainPage): Promise<number | undefined> {
  // What pictures of a decoder hold goes with the objects that stand for them.
  for (let round = 0; round < 2; round++) await page.send('HeapProfiler.collectGarbage')
  const { processInfo } = await page.send<{ readonly processInfo: readonly { readonly id: number }[] }>(
    'SystemInfo.getProcessInfo',
    {},
    'browser',
  )
  const all = await Promise.all(processInfo.map(({ id }) => proportionalBytes(id)))
  return all.includes(undefined) ? undefined : all.reduce<number>((sum, bytes) => sum + bytes!, 0)
}

/** Proportional set size; undefined where there is no such file, or the process has gone. */
async function proportionalBytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => undefined)
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(text ?? '')?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
