import { readdirSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkNode } from '#main/http/node-host.ts'
import { openDatabase, type Database } from '#main/services/database.ts'
import { Events } from '#main/services/events.ts'
import { Ffmpeg } from '#main/services/ffmpeg.ts'
import { Inspections } from '#main/services/inspections.ts'
import { Places } from '#main/services/places.ts'
import { Reader } from '#main/services/reader.ts'
import type { Suspicion } from '#shared/model/review.ts'
import { reencode } from '../support/barcode-videos.ts'
import { data } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { fixture } from '../support/fixtures.ts'
import { merge } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const reader = new Reader({ fork: forkNode })
const events = new Events()
const told: number[] = []
let database: Database
let places: Places
let inspections: Inspections

beforeAll(async () => {
  database = openDatabase(await scratchDir())
  places = new Places(database, undefined)
  inspections = inspectionsWith(new Ffmpeg(() => ''))
  events.subscribe((event) => {
    if (event.name === 'review.progress') told.push(event.data.fraction)
  })
})

afterAll(() => {
  reader.close()
  database.close()
})

function inspectionsWith(ffmpeg: Ffmpeg): Inspections {
  return new Inspections({ db: database, places, events, reader, background: reader, ffmpeg })
}

async function inspect(dir: string, signal?: AbortSignal): Promise<readonly Suspicion[]> {
  return inspections.get((await places.admit(dir)).id, signal)
}

const names = readdirSync(fixture(''), { withFileTypes: true }).filter((entry) => entry.isDirectory())

describe('looking through a dataset', () => {
  it('finds nothing in rows and pictures of good recordings', async () => {
    const all = await merge(['pick_a', 'pick_b', 'pick_c'], { output: join(await scratchDir(), 'merged') })
    for (const dir of [all.dir, ...names.map(({ name }) => fixture(name))]) {
      const kinds = (await inspect(dir)).flatMap(({ reasons }) => reasons.map(({ kind }) => kind))
      // What is said of fixtures of a few frames is true: they are short.
      expect(
        kinds.filter((kind) => !['length', 'short'].includes(kind)),
        dir,
      ).toEqual([])
    }
  })

  it('finds what is odd, says where, and keeps it', async () => {
    const { dir } = await merge(['pick_a', 'pick_b', 'pick_c'], { output: join(await scratchDir(), 'odd') })
    // Where episodes begin: 0, 40, 75, 125, 155, 200, 225, 285, 318; and the end, 359.
    const spiked = (value: unknown, joint: number, to: number) =>
      Array.from(value as number[], (own, i) => (i === joint ? to : own))
    let resting: unknown
    await data(
      mapColumn('observation.state', (value, row) => {
        if (row === 125) resting = value
        if (row >= 125 && row < 155) return resting
        if (row === 240) return spiked(value, 2, 300)
        return row >= 285 && row < 318 ? spiked(value, 4, 12) : value
      }),
      mapColumn('action', (value, row) => (row >= 125 && row < 155 ? Array(6).fill(1) : value)),
    )(dir)
    const video = join(dir, 'videos/observation.images.top/chunk-000/file-000.mp4')
    await reencode(video, `${video}.tmp`, [
      ...['-vf', `drawbox=color=black:t=fill:enable='between(n,75,124)',select='not(between(n,161,198))'`],
      ...['-vsync', 'cfr', '-r', '30', '-c:v', 'libx264', '-qp', '26', '-bf', '0', '-g', '2'],
      ...['-sc_threshold', '0', '-video_track_timescale', '15360'],
    ])
    await rename(`${video}.tmp`, video)

    // Without ffmpeg nobody knows of two of them: that is said, and not taken for an answer later.
    const env = { env: {}, platform: process.platform, packaged: () => undefined }
    const blind = inspectionsWith(new Ffmpeg(() => '', env))
    const notices: string[] = []
    const unsubscribe = events.subscribe((event) => {
      if (event.name === 'app.notice') notices.push(`${event.data.error.code}: ${event.data.error.message}`)
    })
    const half = (await blind.get((await places.admit(dir)).id)).flatMap(({ reasons }) => reasons)
    unsubscribe()
    expect(half.map(({ kind }) => kind)).not.toContain('dark')
    expect(notices).toEqual([
      'FFMPEG_MISSING: in odd, pictures of 2 episodes that may be dark or frozen were not looked at: no ffmpeg was found',
    ])

    told.length = 0
    const found = await inspect(dir)
    const seen = found.flatMap(({ episode, reasons }) =>
      reasons.filter(({ kind }) => kind !== 'length').map((reason) => ({ episode, ...reason })),
    )
    expect(seen).toEqual([
      { episode: 2, kind: 'dark', camera: 'observation.images.top' },
      { episode: 3, kind: 'still' },
      { episode: 4, kind: 'frozen', camera: 'observation.images.top', from: 5, to: 43 },
      { episode: 5, kind: 'short', seconds: 25 / 30 },
      { episode: 6, kind: 'jump', joint: expect.any(String) as string, frame: 15 },
      { episode: 7, kind: 'stuck', joint: expect.any(String) as string },
    ])
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect([told.at(0), told.at(-1)]).toEqual([0, 1])

    told.length = 0
    expect(await inspect(dir)).toEqual(found)
    expect(told).toEqual([])
  })

  it('is given up when nobody waits for it, and nothing is kept', async () => {
    const { dir } = await merge(['pick_a', 'pick_b'], { output: join(await scratchDir(), 'given-up') })
    const controller = new AbortController()
    const unsubscribe = events.subscribe(() => {
      controller.abort()
    })
    await expect(inspect(dir, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    unsubscribe()
    told.length = 0
    await inspect(dir)
    expect(told.length).toBeGreaterThan(1)
  })
})
