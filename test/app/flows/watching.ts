import { join } from 'node:path'
import { expect } from 'vitest'
import { merge } from '../../support/merge.ts'
import {
  expectFrame,
  expectInStep,
  goToFrame,
  look,
  openEpisode,
  seekAll,
  somewhere,
  watch,
  type Origin,
  type Seen,
} from '../support/player.ts'
import type { Flow } from './flow.ts'

/** An episode, and the one before it. */
interface Watched {
  readonly name: string
  readonly episode: number
  readonly origin: Origin
  readonly before: Origin
}

const av1 = { dataset: 1, cameras: 2 }
const h264 = { dataset: 14, cameras: 2 }
const merged = { dataset: 2, cameras: 2 }
const watched: readonly Watched[] = [
  {
    name: 'pick_a',
    episode: 1,
    origin: { ...av1, first: 40, length: 35 },
    before: { ...av1, first: 0, length: 40 },
  },
  {
    name: 'h264',
    episode: 1,
    origin: { ...h264, first: 20, length: 22 },
    before: { ...h264, first: 0, length: 20 },
  },
  {
    name: 'week',
    episode: 4,
    origin: { ...merged, first: 30, length: 45 },
    before: { ...merged, first: 0, length: 30 },
  },
]

/** How often it began anew. */
const turns = (seen: readonly Seen[]) => seen.filter(({ frame }, i) => i > 0 && frame < seen[i - 1]!.frame)

/** Looking at episodes: every camera shows the frame that the page says. */
export const watching: readonly Flow[] = [
  {
    name: 'shows the frame that it says, in AV1, in H.264 and in a merged dataset',
    datasets: ['pick_a', 'pick_b', 'h264'],
    run: async ({ page, root }) => {
      await merge(['pick_a', 'pick_b'], { output: join(root, 'week') })
      for (const { name, episode, origin, before } of watched) {
        const { length } = origin
        await openEpisode(page, name, episode)
        expectInStep([await look(page)], origin)
        for (const [key, frame] of [
          ['ArrowRight', 1],
          ['Shift+ArrowRight', 11],
          ['ArrowLeft', 10],
          ['End', length - 1],
          ['Home', 0],
        ] as const) {
          await page.keyboard.press(key)
          await expectFrame(page, frame)
          expectInStep([await look(page)], origin)
        }
        expectInStep(await seekAll(page, somewhere(length, 50)), origin)

        await goToFrame(page, 0)
        await expectFrame(page, 0)
        await page.keyboard.press('Space')
        const played = await watch(page, 500)
        expectInStep(played, origin)
        expect(turns(played)).toEqual([])
        await expectFrame(page, length - 1)
        expectInStep([await look(page)], origin)

        await page.keyboard.press('r')
        await page.keyboard.press('Space')
        const looped: Seen[] = []
        const turned = async (): Promise<number> => {
          looped.push(...(await watch(page, 300)))
          return turns(looped).length
        }
        await expect.poll(turned, { timeout: 20_000 }).toBeGreaterThan(0)
        expectInStep(looped, origin)
        await page.keyboard.press('r')

        // While it plays.
        await page.keyboard.press('ArrowUp')
        await page.getByRole('heading', { name: new RegExp(`^Episode ${episode - 1}\\b`) }).waitFor()
        await expectFrame(page, 0)
        expectInStep([await look(page)], before)
      }
    },
  },
]
