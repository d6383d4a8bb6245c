import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mergeOptionsSchema, type Recipe } from '#shared/plan.ts'
import { expect, onTestFinished } from 'vitest'
import type { FlowApp } from '../flows/flow.ts'
import { goTo, mergeButton, nameResult } from './merge-steps.ts'

const COPIES = 200
const EPISODES = COPIES * 3
/** Until a long merge is planned, and until it begins to write, on a busy machine. */
const BEGIN_MS = 60_000

/** A merge whose process stands still in the middle of writing: nothing can end it before the test is ready. */
export interface HeldMerge {
  /** Lets it go on. */
  readonly release: () => void
  /** Ends its process as a crash would. */
  readonly kill: () => void
  /** What the page says once it is done. */
  readonly verified: string
}

/** Merges the same dataset many times, and stops that process as soon as it writes. */
export async function startHeldMerge(
  app: Pick<FlowApp, 'page' | 'root' | 'home' | 'jobProcesses'>,
  name: string,
): Promise<HeldMerge> {
  await openLongMerge(app, name)
  await mergeButton(app.page).click({ timeout: BEGIN_MS })
  const isWriting = async (): Promise<boolean> =>
    (await readdir(app.root)).some((entry) => entry.startsWith(`${name}.partial-`))
  try {
    // Nothing else in between: reading a page that draws hundreds of sources may take longer than the merge.
    await expect.poll(isWriting, { timeout: BEGIN_MS, interval: 10 }).toBe(true)
  } catch (cause) {
    const told = await app.page.getByRole('main').innerText()
    throw new Error(`the merge did not begin; the page says: ${told.slice(0, 500)}`, { cause })
  }
  const pids = await app.jobProcesses()
  const signal = (what: NodeJS.Signals): void => {
    for (const pid of pids) send(pid, what)
  }
  signal('SIGSTOP')
  const release = (): void => {
    signal('SIGCONT')
  }
  onTestFinished(release)
  if (pids.length === 0 || !(await isWriting())) throw new Error('the merge ended before it could be held')
  await app.page.getByRole('progressbar').first().waitFor()
  return {
    release,
    kill: () => {
      signal('SIGKILL')
    },
    verified: `Verified: ${EPISODES.toLocaleString('en-US')} episodes`,
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended, which the test sees elsewhere.
  }
}

async function openLongMerge({ page, root, home }: Pick<FlowApp, 'page' | 'root' | 'home'>, name: string) {
  const source = { path: join(root, 'pick_a'), name: 'pick_a', fingerprint: '' }
  const recipe: Recipe = {
    episplice: 'recipe/1',
    sources: Array.from({ length: COPIES }, () => source),
    options: mergeOptionsSchema.parse({}),
  }
  const path = join(home, 'long.json')
  await writeFile(path, JSON.stringify(recipe))
  await goTo(page, 'Merge')
  await page.getByLabel('Recipe file').setInputFiles(path)
  await page.getByText(`${COPIES} sources`).waitFor()
  await nameResult(page, name)
}
