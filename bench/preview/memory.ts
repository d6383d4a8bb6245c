import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

/**
 * Bytes that the browser's processes take together, after its garbage was collected; memory that they share counts once.
 * Undefined where the system does not say.
 */
export async function browserBytes(page: Page): Promise<number | undefined> {
  const own = await page.context().newCDPSession(page)
  // What pictures of a decoder hold goes with the objects that stand for them.
  for (let round = 0; round < 2; round++) await own.send('HeapProfiler.collectGarbage')
  await own.detach()
  const session = await page.context().browser()!.newBrowserCDPSession()
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
