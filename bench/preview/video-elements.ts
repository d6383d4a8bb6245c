import type { BrowserContext, Page } from 'playwright-core'
import type { EpisodeDetails } from '#shared/model/episode.ts'
import { Random } from '../data/random.ts'

/** What two plain `<video>` elements did with the same episodes over the same server. Times are of each single one. */
export interface ElementsRun {
  readonly opensMs: readonly number[]
  readonly stepsMs: readonly number[]
  readonly stepsBackMs: readonly number[]
  readonly seeksMs: readonly number[]
  /** Pictures of the display while playing, and those of them on which the two showed different frames. */
  readonly displays: number
  readonly outOfSync: number
  readonly longestApart: number
}

/** Where one camera's pictures are. */
interface Window {
  readonly url: string
  readonly start: number
}

/** An episode for the page of the peer. */
interface PeerEpisode {
  readonly length: number
  readonly fps: number
  readonly cameras: readonly Window[]
}

interface Peer {
  readonly open: (episode: PeerEpisode) => Promise<number>
  readonly seek: (frame: number) => Promise<number>
  readonly play: () => Promise<Pick<ElementsRun, 'displays' | 'outOfSync' | 'longestApart'>>
}

declare global {
  interface Window {
    peer: Peer
  }
}

/**
 * The usual way to show two cameras: a `<video>` element for each, sought to the middle of a frame, played at the same
 * moment. The page comes from the server's own address, so that it may ask for the same files.
 */
export async function runElements(
  context: BrowserContext,
  origin: string,
  place: string,
  effort: {
    readonly opens: number
    readonly steps: number
    readonly seeks: number
    readonly episodes: number
  },
): Promise<ElementsRun> {
  const page = await context.newPage()
  await page.route(`${origin}/peer`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
  )
  await page.goto(`${origin}/peer`)
  await page.evaluate(installPeer)
  const random = new Random(5)
  const opensMs: number[] = []
  let episode: PeerEpisode | undefined
  for (let i = 0; i < effort.opens; i++) {
    episode = await describe(page, place, random.integer(1, effort.episodes - 1))
    opensMs.push(await page.evaluate((own) => window.peer.open(own), episode))
  }
  const { length } = episode!
  const seek = (frame: number): Promise<number> => page.evaluate((to) => window.peer.seek(to), frame)
  const stepsMs: number[] = []
  for (let frame = 1; frame <= effort.steps; frame++) stepsMs.push(await seek(frame))
  const stepsBackMs: number[] = []
  for (let frame = effort.steps - 1; frame >= 0; frame--) stepsBackMs.push(await seek(frame))
  const seeksMs: number[] = []
  for (let i = 0; i < effort.seeks; i++) seeksMs.push(await seek(random.integer(0, length - 1)))
  await seek(0)
  const played = await page.evaluate(() => window.peer.play())
  await page.close()
  return { opensMs, stepsMs, stepsBackMs, seeksMs, ...played }
}

/** Asks the server as the application's page does. */
async function describe(page: Page, place: string, episode: number): Promise<PeerEpisode> {
  const { length, fps, cameras } = await page.evaluate(
    async (input) => {
      const response = await fetch('/api/episodes.open', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      })
      return ((await response.json()) as { readonly value: EpisodeDetails }).value
    },
    { place, episode },
  )
  return { length, fps, cameras: cameras.map(({ url, frames }) => ({ url, start: frames.start })) }
}

/** Self-contained: it is run in the page. */
function installPeer(): void {
  const frameOf = (video: HTMLVideoElement, context: CanvasRenderingContext2D): number => {
    context.drawImage(video, 0, 0)
    const { data } = context.getImageData(0, 8, 128, 1)
    let value = 0
    for (let i = 0; i < 16; i++) value = value * 2 + (data[(i * 8 + 4) * 4 + 1]! > 128 ? 1 : 0)
    return value
  }
  let episode: PeerEpisode | undefined
  const videos = [0, 1].map(() => {
    const video = document.createElement('video')
    video.muted = true
    video.width = 480
    document.body.append(video)
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 480
    return { video, context: canvas.getContext('2d', { alpha: false, willReadFrequently: true })! }
  })
  const seek = async (frame: number): Promise<number> => {
    const from = performance.now()
    await Promise.all(
      videos.map(async ({ video, context }, i) => {
        const sought = new Promise((resolve) => {
          video.addEventListener('seeked', resolve, { once: true })
        })
        video.currentTime = (episode!.cameras[i]!.start + frame + 0.5) / episode!.fps
        await sought
        frameOf(video, context)
      }),
    )
    return performance.now() - from
  }
  window.peer = {
    open: async (own) => {
      episode = own
      const from = performance.now()
      for (const [i, { video }] of videos.entries()) {
        const { href } = new URL(own.cameras[i]!.url, location.href)
        if (video.src !== href) video.src = href
      }
      await seek(0)
      return performance.now() - from
    },
    seek,
    play: async () => {
      const { length, fps, cameras } = episode!
      let displays = 0
      let outOfSync = 0
      let longestApart = 0
      await Promise.all(videos.map(({ video }) => video.play()))
      await new Promise<void>((resolve) => {
        const display = (): void => {
          const [first, second] = videos.map(({ video, context }) => frameOf(video, context))
          const apart = Math.abs(first! - second!)
          displays++
          if (apart > 0) outOfSync++
          // Half of the barcodes' range: there they begin again.
          if (apart < 600) longestApart = Math.max(longestApart, apart)
          if (videos[0]!.video.currentTime * fps >= cameras[0]!.start + length - 1) resolve()
          else requestAnimationFrame(display)
        }
        display()
      })
      for (const { video } of videos) video.pause()
      return { displays, outOfSync, longestApart }
    },
  }
}
