import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { formatPythonJson, type JsonObject } from '#engine/index.ts'
import { makeDataset } from '../data/dataset.ts'
import { WORK } from '../data/sets.ts'
import { fixtureFolder, openTemplate, type Template } from '../data/template.ts'
import { writeFilm } from './film.ts'

/** Raise it when the recording shall be another one: it is made anew. */
const GENERATION = 1
const CLIPS = 8
const CLIP_FRAMES = 150
const WIDTH = 640
const HEIGHT = 480
/** In the barcodes. */
export const DATASET_NUMBER = 9

/** The dataset that is looked at. */
export interface Recording {
  readonly dir: string
  readonly fps: number
  readonly episodes: readonly RecordedEpisode[]
  /** Pictures after which the barcodes begin again. */
  readonly pictures: number
}

/** An episode of it. */
export interface RecordedEpisode {
  readonly length: number
  /** The number in the barcode of its first picture; the others follow, beginning again after the last. */
  readonly first: number
}

/**
 * A recording with two AV1 cameras of 640x480, in files of some hundred megabytes, made now unless an earlier run has.
 * Its pictures are those of 1200 encoded ones, in stretches of 150 that episodes begin with at different places.
 */
export async function provideRecording(
  browser: Browser,
  isQuick: boolean,
  say: (text: string) => void,
): Promise<Recording> {
  const dir = join(WORK, isQuick ? 'preview-quick' : 'preview')
  const stamp = JSON.stringify({ generation: GENERATION })
  const known = await readFile(join(dir, 'recording.json'), 'utf8').catch(() => undefined)
  if (known !== undefined) {
    const kept = JSON.parse(known) as { readonly stamp: string; readonly recording: Recording }
    if (kept.stamp === stamp) return kept.recording
  }
  say('making a recording of two cameras, 640x480, AV1')
  const template = await provideTemplate(browser)
  const making = `${dir}.making`
  for (const old of [dir, making]) await rm(old, { recursive: true, force: true })
  const count = isQuick ? 24 : 120
  const made = await makeDataset(join(making, 'recording'), template, {
    ...{ seed: 4, episodes: count, length: 300, jitter: 20, width: 6, packetBytes: null, isHollow: false },
    ...{ episodesPerVideo: count / 2, episodesPerMetaGroup: 10 },
  })
  const recording: Recording = {
    dir: join(dir, 'recording'),
    fps: template.dataset.info.fps,
    episodes: made.map(({ length, seed }) => ({ length, first: (seed % CLIPS) * CLIP_FRAMES })),
    pictures: CLIPS * CLIP_FRAMES,
  }
  await writeFile(join(making, 'recording.json'), JSON.stringify({ stamp, recording }))
  await rename(making, dir)
  return recording
}

/** A dataset of encoded pictures, an episode for each stretch. */
async function provideTemplate(browser: Browser): Promise<Template> {
  const dir = join(WORK, `preview-clips-${GENERATION}`)
  if ((await readFile(join(dir, 'meta/info.json')).catch(() => undefined)) === undefined)
    await makeClips(dir, browser)
  return openTemplate(dir, 6)
}

async function makeClips(dir: string, browser: Browser): Promise<void> {
  const making = `${dir}.making`
  await rm(making, { recursive: true, force: true })
  const fixture = await openTemplate(fixtureFolder('pick_a'), 6)
  await makeDataset(making, fixture, {
    ...{
      seed: 1,
      episodes: CLIPS,
      length: CLIP_FRAMES,
      jitter: 0,
      width: 6,
      packetBytes: null,
      isHollow: true,
    },
    ...{ episodesPerVideo: Infinity, episodesPerMetaGroup: 10 },
  })
  const { fps, raw } = fixture.dataset.info
  const page = await (await browser.newContext()).newPage()
  // Encoders are there in secure contexts only; nobody is asked for this page.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto('http://localhost/')
  for (const [camera, name] of [...fixture.dataset.videoFiles.keys()].entries()) {
    const path = join(making, `videos/${name}/chunk-000/file-000.mp4`)
    await mkdir(dirname(path), { recursive: true })
    const film = { width: WIDTH, height: HEIGHT, fps, frames: CLIPS * CLIP_FRAMES, camera }
    await writeFilm(path, { ...film, dataset: DATASET_NUMBER }, page)
  }
  await page.context().close()
  const info = JSON.parse(await readFile(join(making, 'meta/info.json'), 'utf8')) as JsonObject
  await writeFile(join(making, 'meta/info.json'), formatPythonJson({ ...info, ...resized(raw) }))
  await rename(making, dir)
}

/** The description of cameras with the size of the made pictures. */
function resized({ features }: JsonObject): JsonObject {
  const entries = Object.entries(features as JsonObject).map(([name, feature]) => {
    const own = feature as JsonObject
    if (own['dtype'] !== 'video') return [name, own]
    const details = { ...(own['info'] as JsonObject), 'video.height': HEIGHT, 'video.width': WIDTH }
    return [name, { ...own, shape: [HEIGHT, WIDTH, 3], info: details }]
  })
  return { features: Object.fromEntries(entries) as JsonObject }
}
