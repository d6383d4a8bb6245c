import { join } from 'node:path'
import { merge } from '../../support/merge.ts'
import { expectListed } from '../support/player.ts'
import { watchThrough, type Watched } from '../support/watch-through.ts'
import type { Flow } from './flow.ts'

const av1 = { dataset: 1, cameras: 2 }
const h264 = { dataset: 14, cameras: 2 }
const merged = { dataset: 2, cameras: 2 }
const sides = { dataset: 12, cameras: 3 }

/** None of their windows begins where its file does. */
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
  {
    name: 'sides',
    episode: 1,
    origin: { ...sides, first: 0, length: 20 },
    before: { ...sides, first: 4, length: 15 },
  },
]

/** Looking at episodes: every camera shows the frame that the page says. */
export const watching: readonly Flow[] = [
  {
    name: 'shows the frame that it says, in AV1, in H.264 and merged, with two cameras and with three',
    datasets: ['pick_a', 'pick_b', 'h264', 'extra_cam'],
    run: async ({ page, root }) => {
      await merge(['pick_a', 'pick_b'], { output: join(root, 'week') })
      await merge(['extra_cam', 'extra_cam'], {
        output: join(root, 'sides'),
        trims: [[{ episode: 0, from: 4, to: 19 }], undefined],
      })
      await expectListed(page, ['sides', 'week'])
      for (const each of watched) await watchThrough(page, each, 100)
    },
  },
]
