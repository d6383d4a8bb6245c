import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { mkdir, readdir, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  findLeftovers,
  openDataset,
  preflight,
  removeLeftover,
  write,
  type WriteOptions,
} from '#engine/index.ts'
import { mergePhases, type MergePhase, type Progress } from '#shared/progress.ts'
import { flippedFrameByte } from '../support/edit-mp4.ts'
import { odd } from '../support/edit-dataset.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { fixture } from '../support/fixtures.ts'
import { errorCode, errorOf, merge, openAll, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'

const sources = ['pick_a', 'pick_b']
const options = { dataMb: 0.01, videoMb: 0.02 }

/** Merges into a folder of its own; says what became of it and what is left in the folder. */
async function attempt(writeOptions: WriteOptions): Promise<{ outcome: string; left: string[] }> {
  const output = join(await scratchDir(), 'merged')
  const outcome = await merge(sources, { output, options, write: writeOptions }).then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  )
  return { outcome, left: await readdir(dirname(output)) }
}

const cancelled = { outcome: 'CANCELLED', left: [] }
const done = { outcome: 'done', left: ['merged'] }

it('a merge that fails while it is published is not called cancelled, whoever asks for that by then', async () => {
  const controller = new AbortController()
  const output = join(await scratchDir(), 'merged')
  const onProgress = ({ phase }: Progress): void => {
    if (phase !== 'publish' || controller.signal.aborted) return
    mkdirSync(output)
    controller.abort()
  }
  const write = { signal: controller.signal, onProgress }
  expect(await errorCode(merge(sources, { output, options, write }))).toBe('OUTPUT_EXISTS')
  expect(await readdir(dirname(output))).toEqual(['merged'])
})

it('a merge that is cancelled at any report of progress leaves nothing, up to the moment it is published', async () => {
  let n = 0
  for (; ; n++) {
    const controller = new AbortController()
    let reports = 0
    let at: MergePhase | undefined
    const onProgress = ({ phase }: Progress) => {
      if (reports++ !== n) return
      at = phase
      controller.abort()
    }
    const result = await attempt({ signal: controller.signal, onProgress })
    if (at === undefined) break
    if (at === 'publish') expect([cancelled, done]).toContainEqual(result)
    else expect(result, `cancelled at report ${n}, ${at}`).toEqual(cancelled)
  }
  // At least one at the start of each phase, and one at the end.
  expect(n).toBeGreaterThan(mergePhases.length)
})

/** A signal that is aborted from the n-th time on that anyone looks. */
function abortedAtLook(n: number): { signal: AbortSignal; looks: () => number } {
  const controller = new AbortController()
  let looks = 0
  Object.defineProperty(controller.signal, 'aborted', { get: () => ++looks > n })
  return { signal: controller.signal, looks: () => looks }
}

it('a merge that is cancelled wherever it looks at its signal leaves nothing', async () => {
  const never = abortedAtLook(Infinity)
  expect(await attempt({ signal: never.signal })).toEqual(done)
  expect(never.looks()).toBeGreaterThan(30)
  for (let n = 0; n < never.looks() - 1; n += 5) {
    expect(await attempt({ signal: abortedAtLook(n).signal }), `cancelled at look ${n}`).toEqual(cancelled)
  }
})

describe('a signal that is aborted already', () => {
  const signal = AbortSignal.abort()

  it('stops a merge whose sources are open', async () => {
    expect(await attempt({ signal })).toEqual(cancelled)
  })

  it('stops a merge that has to open its sources', async () => {
    const planned = await planOf(sources)
    expect(await errorCode(write(planned, { signal }))).toBe('CANCELLED')
    expect(await readdir(dirname(planned.output))).toEqual([])
  })

  it('stops the opening of a dataset', async () => {
    expect(await errorCode(openDataset(fixture('pick_a'), { signal }))).toBe('CANCELLED')
  })
})

it('progress begins at nothing, never goes back and ends at everything', async () => {
  const reports: Progress[] = []
  await attempt({ onProgress: (progress) => reports.push(progress) })
  const fractions = reports.map(({ fraction }) => fraction)
  expect(fractions.at(0)).toBe(0)
  expect(fractions.at(-1)).toBe(1)
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
})

describe('an error in the middle', () => {
  const mp4 = 'videos/observation.images.wrist/chunk-000/file-000.mp4'

  it.each(['data/chunk-000/file-000.parquet', mp4, 'meta/episodes/chunk-000/file-000.parquet'])(
    'a source whose %s is cut off after planning: the error names the file, nothing is left',
    async (path) => {
      const source = await odd('pick_b')
      const output = join(await scratchDir(), 'merged')
      const planned = await planOf(['pick_a', source], { output })
      const opened = await openAll(['pick_a', source])
      await truncate(join(source, path), 5000)
      const error = await errorOf(write(planned, { sources: opened }))
      expect(['FILE_CHANGED', 'SOURCE_CHANGED', 'PARQUET_INVALID']).toContain(error.code)
      expect(error.message).toContain(join(source, path))
      expect(await readdir(dirname(output))).toEqual([])
    },
  )

  it('a source that changed after planning is noticed when it is opened again', async () => {
    const source = await odd('pick_b')
    const planned = await planOf(['pick_a', source])
    await truncate(join(source, mp4), 5000)
    const error = await errorOf(write(planned))
    expect(error).toMatchObject({ code: 'SOURCE_CHANGED', message: expect.stringContaining('odd') as string })
    expect(await readdir(dirname(planned.output))).toEqual([])
  })

  it('a report of progress that throws ends the merge, and nothing is left', async () => {
    for (const phase of mergePhases.filter((name) => name !== 'publish')) {
      const onProgress = (progress: Progress) => {
        if (progress.phase === phase) throw new Error('the screen is gone')
      }
      const { outcome, left } = await attempt({ onProgress })
      expect(outcome).not.toBe('done')
      expect(left).toEqual([])
    }
  })

  it('a bit that turns on the disk before verification ends the merge, and nothing is left', async () => {
    const output = join(await scratchDir(), 'merged')
    const staged = `${output}.partial-7/dataset`
    let turned: Promise<void> | undefined
    const onProgress = ({ phase }: Progress) => {
      if (phase === 'verify') turned ??= flippedFrameByte(mp4, 100)(staged)
    }
    const error = await errorOf(merge(sources, { output, write: { onProgress, id: '7' } }))
    await turned
    expect(error.code).toBe('VERIFY_FAILED')
    expect(error.details!['failures']).toContainEqual(
      expect.objectContaining({ episode: 0, subject: 'observation.images.wrist' }),
    )
    expect(await readdir(dirname(output))).toEqual([])
  })
})

describe('a merge whose process is killed', () => {
  const script = fileURLToPath(new URL('../support/merge-and-stop.ts', import.meta.url))

  it.each(['data', 'videos', 'verify'])(
    'in the phase %s: the next one says what is left, works beside it and can remove it',
    async (phase) => {
      const output = join(await scratchDir(), 'merged')
      const child = spawn(process.execPath, [script, phase, output, ...sources.map(fixture)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exited = once(child, 'exit')
      await once(child.stdout, 'data')
      expect(await findLeftovers(output), 'while its process lives').toEqual([])
      child.kill('SIGKILL')
      await exited

      const [left, ...more] = await readdir(dirname(output))
      expect(left).toMatch(/^merged\.partial-\w+$/)
      expect(more).toEqual([])
      const path = join(dirname(output), left!)
      expect(await findLeftovers(output)).toEqual([{ path, bytes: expect.any(Number) as number }])
      const planned = await planOf(sources, { output })
      expect(await preflight(planned)).toMatchObject([
        { code: 'LEFTOVER_STAGING', tier: 'advisory', subject: path },
      ])

      await write(planned)
      await expectFaithful(output, { sources })
      expect(await findLeftovers(output)).toHaveLength(1)
      await removeLeftover(output, path)
      expect(await readdir(dirname(output))).toEqual(['merged'])
    },
  )
})

it.each([
  ['nothing', undefined],
  ['half of job.json', '{"pid":'],
])(
  'a merge that is killed before it says whose its folder is, and leaves %s, is a leftover',
  async (_, job) => {
    const output = join(await scratchDir(), 'merged')
    const path = `${output}.partial-1`
    await mkdir(path)
    if (job !== undefined) await writeFile(join(path, 'job.json'), job)
    expect(await findLeftovers(output), 'while it may be at it').toEqual([])
    const earlier = Date.now() / 1000 - 60
    await utimes(path, earlier, earlier)
    expect(await preflight(await planOf(sources, { output }))).toMatchObject([
      { code: 'LEFTOVER_STAGING', tier: 'advisory', subject: path },
    ])
    await removeLeftover(output, path)
    expect(await readdir(dirname(output))).toEqual([])
  },
)

it('a folder that only looks like one of ours is none', async () => {
  const output = join(await scratchDir(), 'merged')
  const path = `${output}.partial-notes`
  await mkdir(path)
  await writeFile(join(path, 'notes.txt'), 'mine')
  await utimes(path, 0, 0)
  expect(await findLeftovers(output)).toEqual([])
})

it('only what a killed merge into the same place left can be removed', async () => {
  const output = join(await scratchDir(), 'merged')
  await merge(sources, { output })
  for (const path of [output, dirname(output), `${output}.partial-1`]) {
    expect(await errorCode(removeLeftover(output, path))).toBe('SELECTION_INVALID')
  }
  expect(await readdir(dirname(output))).toEqual(['merged'])
})
