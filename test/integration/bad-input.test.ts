import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openDataset, preflight, refuseIfBlocked, write } from '#engine/index.ts'
import {
  cutOff,
  data,
  episodes,
  info,
  odd,
  oneRowGroup,
  text,
  without,
  type Oddity,
} from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { fixture } from '../support/fixtures.ts'
import { brief, errorCode, errorOf, findingsOf, merge, planOf } from '../support/merge.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

const mp4 = 'videos/observation.images.wrist/chunk-000/file-000.mp4'
const rows = 'data/chunk-000/file-000.parquet'
const episodeList = 'meta/episodes/chunk-000/file-000.parquet'
const tasks = 'meta/tasks.parquet'

describe('what is not a dataset of this format', () => {
  it.each([
    ['a folder that does not exist', join(fixture('pick_a'), 'nowhere'), 'it does not exist'],
    ['a folder without meta/info.json', fixture('pick_a/data'), 'it has no meta/info.json'],
    ['a file', fixture('README.md'), 'it is a file'],
  ])('%s is not a dataset', async (_, path, why) => {
    const error = await errorOf(openDataset(path))
    expect(error.code).toBe('NOT_A_DATASET')
    expect(error.message).toContain(path)
    expect(error.message).toContain(why)
    expect(error.hint).toBeDefined()
  })

  it.each([
    ['v2.1', 'Convert it'],
    ['v2.0', 'Convert it'],
    ['v4.0', 'newer'],
  ])('version %s is refused with what to do about it', async (version, hint) => {
    const error = await errorOf(
      openDataset(await odd('pick_a', [info((draft) => (draft['codebase_version'] = version))])),
    )
    expect(error).toMatchObject({
      code: 'VERSION_UNSUPPORTED',
      hint: expect.stringContaining(hint) as string,
    })
    expect(error.message).toContain(version)
  })

  it('a dataset in Lance storage is refused', async () => {
    const lance = await odd('pick_a', [info((draft) => (draft['storage_format'] = 'lance'))])
    expect(await errorCode(openDataset(lance))).toBe('STORAGE_UNSUPPORTED')
  })

  it('an info.json that breaks off is refused with the line', async () => {
    const error = await errorOf(
      openDataset(await odd('pick_a', [cutOff('meta/info.json', (length) => length >> 1)])),
    )
    expect(error.code).toBe('JSON_INVALID')
    expect(error.message).toMatch(/meta.info\.json: .* on line \d+/)
  })

  it('an info.json without what is required is refused for all of it at once', async () => {
    const empty = await odd('pick_a', [
      info((draft) => {
        Reflect.deleteProperty(draft, 'fps')
        draft['features'] = 'none'
        draft['total_frames'] = -1
      }),
    ])
    const error = await errorOf(openDataset(empty))
    expect(error.code).toBe('INFO_INVALID')
    for (const key of ['fps', 'features', 'total_frames']) expect(error.message).toContain(key)
  })
})

describe('files that are missing or damaged', () => {
  const blocking = async (...oddities: readonly Oddity[]) => {
    const findings = await findingsOf(['pick_b', await odd('pick_a', oddities)])
    return findings.filter(({ tier }) => tier === 'blocking')
  }

  it.each([mp4, rows])('%s is missing', async (path) => {
    expect(await blocking(without(path))).toContainEqual(
      expect.objectContaining({ code: 'FILE_MISSING', source: 1, subject: path }),
    )
  })

  it('no episode list at all is said to be missing', async () => {
    expect(
      (await blocking(without('meta/episodes'))).map(({ source, subject }) => [source, subject]),
    ).toContainEqual([1, 'meta/episodes'])
  })

  it.each([
    [rows, 'PARQUET_INVALID'],
    [mp4, 'MP4_INVALID'],
    [tasks, 'PARQUET_INVALID'],
    [episodeList, 'PARQUET_INVALID'],
  ])('%s that is cut off is damaged, wherever it was cut', async (path, code) => {
    for (const keep of [0, 3, 11, 0.3, 0.9, 0.999]) {
      const findings = await blocking(cutOff(path, (length) => (keep < 1 ? Math.floor(length * keep) : keep)))
      const found = findings.find(({ subject }) => subject === path || path.startsWith(`${subject ?? '?'}/`))
      expect(found, `${path} cut at ${keep}`).toMatchObject({ code: 'FILE_DAMAGED', source: 1, actual: code })
      expect(found!.message).toContain(path.split('/').at(-1)!)
    }
  })

  it('several problems are all reported', async () => {
    const codes = (
      await blocking(
        without(mp4),
        cutOff(rows, () => 100),
        cutOff(tasks, () => 100),
      )
    ).map(({ code, subject }) => `${code} ${subject!}`)
    expect(codes).toEqual(
      expect.arrayContaining([`FILE_MISSING ${mp4}`, `FILE_DAMAGED ${rows}`, `FILE_DAMAGED ${tasks}`]),
    )
  })

  it('a stats.json that breaks off is no reason to stop', async () => {
    const source = await odd('nocam_a', [cutOff('meta/stats.json', (length) => length >> 1)])
    const { findings } = await merge([source, 'nocam_b'])
    expect(brief(findings)).toEqual(['advisory STATS_MISSING #0 meta/stats.json'])
  })

  it.skipIf(process.platform === 'win32')('a named pipe is not waited for', { timeout: 20_000 }, async () => {
    const piped = async (path: string) =>
      await odd('pick_a', [
        without(path),
        async (dir) => {
          await promisify(execFile)('mkfifo', [join(dir, path)])
        },
      ])
    for (const path of [mp4, rows, episodeList, tasks]) {
      const { findings } = await openDataset(await piped(path))
      const own = findings.find(({ subject }) => subject === path || subject === 'meta/episodes')
      expect(own).toMatchObject({ code: 'FILE_DAMAGED', actual: 'FILE_UNREADABLE' })
      expect(own!.message).toContain('not a regular file')
    }
    expect((await errorOf(openDataset(await piped('meta/info.json')))).code).toBe('FILE_UNREADABLE')
    const { findings } = await openDataset(await piped('meta/stats.json'))
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'FILE_DAMAGED', subject: 'meta/stats.json' }),
    )
  })

  it('a byte order mark before info.json does no harm', async () => {
    const marked = await odd('nocam_a', [text('meta/info.json', (json) => `\ufeff${json}`)])
    expect((await merge([marked, 'nocam_b'])).report.verification?.failures).toEqual([])
  })

  it.each([mp4, rows, tasks])(
    'with %s damaged nothing is written, and the source stays as it is',
    async (path) => {
      const source = await odd('pick_a', [cutOff(path, (length) => length >> 1)])
      const before = await treeDigests(source)
      const output = join(await scratchDir(), 'merged')
      expect(await errorCode(merge(['pick_b', source], { output }))).toBe('BLOCKED')
      expect(await readdir(dirname(output))).toEqual([])
      expect(await treeDigests(source)).toEqual(before)
    },
  )
})

describe('rows and episodes that contradict info.json', () => {
  const withAction = (value: unknown): Oddity =>
    data(mapColumn('action', (own, row) => (row === 53 ? value : own)))

  it('a row with a vector that is too short ends the merge, nothing is left, and --quantiles bounds goes without', async () => {
    const source = await odd('nocam_a', [withAction([1, 2, 3])])
    const output = join(await scratchDir(), 'merged')
    const error = await errorOf(merge([source, 'nocam_b'], { output }))
    expect(error.code).toBe('PARQUET_INVALID')
    expect(error.message).toContain('action')
    expect(error.message).toContain(source)
    expect(error.hint).toContain('--quantiles bounds')
    expect(await readdir(dirname(output))).toEqual([])
    await merge([source, 'nocam_b'], { output, options: { quantiles: 'bounds' } })
  })

  it.each([
    ['a row group of its own', []],
    ['a row group of all', [data(oneRowGroup)]],
  ])('a row without a vector stops the merge, and its episode alone, in %s', async (_, more) => {
    const source = await odd('nocam_a', [withAction(null), ...more])
    const [finding] = (await findingsOf(['nocam_b', source])).filter(({ tier }) => tier !== 'advisory')
    expect(finding).toMatchObject({
      code: 'VALUES_MISSING',
      tier: 'blocking',
      source: 1,
      subject: 'action',
      episodes: [1],
      fix: { option: '--skip-broken' },
      otherFix: { option: '--quantiles bounds' },
    })
    const bounds = await findingsOf([source], { quantiles: 'bounds' })
    expect(brief(bounds)).toContain('advisory VALUES_MISSING #0 action')
    await merge([source], { options: { quantiles: 'bounds' } })
    await merge([source], { episodes: [[0]] })
  })

  it('a row without a frame number is of no use, whatever the statistics', async () => {
    const source = await odd('nocam_a', [
      data(mapColumn('frame_index', (own, row) => (row === 53 ? null : own))),
    ])
    const [finding] = await findingsOf([source], { quantiles: 'bounds' })
    expect(finding).toMatchObject({ code: 'VALUES_MISSING', tier: 'blocking', episodes: [1] })
    expect(finding!.otherFix).toBeUndefined()
  })

  it('two episodes of the same number are refused', async () => {
    const twice = await odd('pick_a', [
      episodes(mapColumn('episode_index', (value) => (value === 2n ? 1n : value))),
    ])
    const findings = await findingsOf(['pick_b', twice])
    expect(brief(findings)).toContain('blocking EPISODE_INDEX #1 meta/episodes')
  })

  it('an episode whose rows are fewer than its length is refused', async () => {
    const longer = await odd('nocam_a', [
      episodes(mapColumn('length', (value, row) => (row === 1 ? 61n : value))),
    ])
    const findings = await findingsOf([longer])
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'EPISODE_ROWS',
        tier: 'blocking',
        subject: 'episode 1',
        expected: '61 rows',
        actual: '60 rows',
      }),
    )
  })
})

describe('the place of the result', () => {
  it('exists already', async () => {
    const output = join(await scratchDir(), 'taken')
    await writeFile(output, 'mine')
    const planned = await planOf(['nocam_a', 'nocam_b'], { output })
    expect(await preflight(planned)).toMatchObject([
      { code: 'OUTPUT_EXISTS', tier: 'blocking', subject: output },
    ])
    expect(await errorCode(write(planned))).toBe('OUTPUT_EXISTS')
    expect(await readdir(dirname(output))).toEqual(['taken'])
  })

  it.each([
    ['inside a source', (source: string) => join(source, 'merged')],
    ['deep inside a source', (source: string) => join(source, 'data', 'merged')],
    ['around a source', (source: string) => dirname(source)],
    ['a source itself', (source: string) => source],
  ])('lies %s', async (_, place) => {
    const source = await odd('nocam_a', [], 'nested/source')
    const findings = await preflight(await planOf([source, 'nocam_b'], { output: place(source) }))
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'OUTPUT_OVERLAPS_SOURCE', tier: 'blocking', source: 0 }),
    )
  })

  it('lies inside a source by way of a symbolic link', async () => {
    const source = await odd('nocam_a')
    const link = join(await scratchDir(), 'link')
    await symlink(source, link)
    const findings = await preflight(await planOf([source, 'nocam_b'], { output: join(link, 'merged') }))
    expect(findings.map(({ code }) => code)).toEqual(['OUTPUT_OVERLAPS_SOURCE'])
  })

  it('lies beside a source whose name it begins with, which is fine', async () => {
    const source = await odd('nocam_a')
    expect(await preflight(await planOf([source, 'nocam_b'], { output: `${source}-merged` }))).toEqual([])
  })

  it('has no room for the result', async () => {
    const planned = await planOf(['pick_a', 'pick_b'])
    expect(await preflight(planned, { freeBytes: planned.totals.bytes * 2 })).toEqual([])
    const findings = await preflight(planned, { freeBytes: planned.totals.bytes })
    expect(findings).toMatchObject([{ code: 'NO_SPACE', tier: 'blocking' }])
    expect(() => {
      refuseIfBlocked(findings)
    }).toThrow(expect.objectContaining({ code: 'BLOCKED', details: { findings } }))
  })

  it('lies in a folder that does not exist', async () => {
    const planned = await planOf(['nocam_a'], { output: join(await scratchDir(), 'no', 'such', 'merged') })
    const error = await errorOf(write(planned))
    expect(error.code).toBe('OUTPUT_PARENT_MISSING')
    expect(error.message).toContain(dirname(planned.output))
  })

  it('has a name that the file system has no room for while the merge runs', async () => {
    const output = join(await scratchDir(), 'n'.repeat(250))
    expect(await errorCode(write(await planOf(['nocam_a'], { output })))).toBe('NAME_INVALID')
  })

  it.skipIf(process.getuid?.() === 0)('lies in a folder that may not be written to', async () => {
    const parent = join(await scratchDir(), 'locked')
    await mkdir(parent, { mode: 0o555 })
    expect(await errorCode(write(await planOf(['nocam_a'], { output: join(parent, 'merged') })))).toBe(
      'OUTPUT_NOT_WRITABLE',
    )
    await chmod(parent, 0o755)
    expect(await readdir(parent)).toEqual([])
  })
})

describe('the choice of episodes', () => {
  it.each([
    ['names an episode that is not there', [[0, 7]], 'episode 7'],
    ['names an episode twice', [[1, 1]], 'twice'],
    ['is empty', [[]], 'no episodes'],
  ])('%s', async (_, episodes, message) => {
    const error = await errorOf(planOf(['pick_a'], { episodes }))
    expect(error.code).toBe('SELECTION_INVALID')
    expect(error.message).toContain(message)
  })
})
