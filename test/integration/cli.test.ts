import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import { readTaskTexts } from '../support/read-dataset.ts'

const root = join(import.meta.dirname, '../..')
const cli = join(root, 'src/main/cli/cli.ts')
const fixture = (name: string) => join(root, 'test/fixtures', name)

interface Output {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** What `--json` may print. */
interface Json {
  readonly ok: boolean
  readonly error?: AppError
  readonly findings?: Finding[]
  readonly plan?: MergePlan
  readonly report?: { readonly totals?: MergePlan['totals']; readonly failures?: unknown[] }
}

let work: string
/** Where the history is kept meanwhile. */
let home: string

const env = () => ({ ...process.env, EPISPLICE_HOME: home })

function episplice(...args: string[]): Output {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: work, env: env() })
}

function json({ stdout }: Output): Json {
  return JSON.parse(stdout) as Json
}

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'episplice-cli-'))
  home = mkdtempSync(join(tmpdir(), 'episplice-home-'))
})

afterEach(() => {
  for (const dir of [work, home]) rmSync(dir, { recursive: true, force: true })
})

describe('merge', () => {
  it('merges, says what was done and where it lies, and exits with 0', () => {
    const { status, stdout } = episplice('merge', fixture('pick_a'), fixture('pick_b'), '--out', 'week')
    expect(status).toBe(0)
    expect(stdout).toContain(`Merged 2 datasets into ${join(work, 'week')}`)
    expect(stdout).toContain('5 episodes, 200 frames')
    expect(stdout).toContain("is the source's own")
    expect(readdirSync(work)).toEqual(['week'])
  })

  it('prints plain lines of progress when standard error is no terminal', () => {
    const { stderr } = episplice('merge', fixture('nocam_a'), '--out', 'week')
    expect(stderr).toContain('Copying rows')
    expect(stderr).toContain('Verifying')
    expect(stderr).not.toContain('\u001b')
  })

  it('keeps only the wanted frames of an episode, also from a saved recipe', () => {
    const sources = [fixture('pick_a'), fixture('pick_b')]
    const trim = ['--trim', '0:1=6-24']
    const plan = json(episplice('plan', ...sources, '--out', 'one', ...trim, '--json')).plan!
    expect(plan.episodes[1]).toMatchObject({ length: 19, trim: { from: 6, to: 25 } })
    const made = episplice('merge', ...sources, '--out', 'one', ...trim, '--save-recipe', 'one.json')
    expect(made).toMatchObject({ status: 0 })
    expect(episplice('merge', '--recipe', 'one.json', '--out', 'two')).toMatchObject({ status: 0 })
    expect(episplice('verify', 'two', ...sources)).toMatchObject({ status: 0 })
    const other = episplice('plan', ...sources, '--out', 'x', '--recipe', 'one.json', '--episodes', '0:0')
    expect(other.status).toBe(0)
  })

  it('takes chosen episodes in the order given, under new task wordings', async () => {
    const [task] = await readTaskTexts(fixture('pick_a'))
    const choose = ['--episodes', '0:2,0-1', '--episodes', '1:1', '--rename-task', `${task!}=new`]
    const plan = json(
      episplice('plan', fixture('pick_a'), fixture('pick_b'), '--out', 'week', '--json', ...choose),
    ).plan!
    expect(plan.episodes.map(({ source, episode }) => [source, episode])).toEqual([
      [0, 2],
      [0, 0],
      [0, 1],
      [1, 1],
    ])
    expect(plan.recipe.options.renameTasks).toEqual({ [task!]: 'new' })
  })

  it('exits with 3, lists every finding and writes nothing when sources do not fit', () => {
    const merge = episplice(
      'merge',
      fixture('pick_a'),
      fixture('fps15'),
      fixture('other_robot'),
      '--out',
      'week',
    )
    expect(merge.status).toBe(3)
    expect(merge.stderr).toContain('expected 30 fps, found 15 fps')
    expect(merge.stderr).toContain('fix: --robot-type so101_follower')
    expect(readdirSync(work)).toEqual([])
  })

  it('goes on once the fix it named is given', () => {
    const args = ['merge', fixture('pick_a'), fixture('other_robot'), '--out', 'week']
    expect(episplice(...args).status).toBe(3)
    expect(episplice(...args, '--robot-type', 'so101_follower').status).toBe(0)
  })

  it('never overwrites', () => {
    expect(episplice('merge', fixture('nocam_a'), '--out', 'week').status).toBe(0)
    const info = readFileSync(join(work, 'week/meta/info.json'))
    const again = episplice('merge', fixture('nocam_b'), '--out', 'week', '--json')
    expect(again.status).toBe(3)
    expect(json(again).error?.code).toBe('BLOCKED')
    expect(readFileSync(join(work, 'week/meta/info.json'))).toEqual(info)
  })

  it('executes a printed plan, and repeats a merge from its recipe and from the dataset itself', async () => {
    const { writeFileSync } = await import('node:fs')
    const sources = [fixture('pick_b'), fixture('pick_a')]
    writeFileSync(
      join(work, 'plan.json'),
      episplice('plan', ...sources, '--out', 'one', '--episodes', '1:2', '--json').stdout,
    )
    expect(episplice('merge', '--plan', 'plan.json', '--save-recipe', 'recipe.json').status).toBe(0)
    expect(episplice('merge', '--recipe', 'recipe.json', '--out', 'two').status).toBe(0)
    expect(
      episplice('merge', '--recipe', 'one/meta/episplice.json', ...sources, '--out', 'three').status,
    ).toBe(0)
    const provenance = readFileSync(join(work, 'one/meta/episplice.json'), 'utf8')
    for (const name of ['two', 'three'])
      expect(readFileSync(join(work, name, 'meta/episplice.json'), 'utf8')).toBe(provenance)
  })

  it('cancels on Ctrl+C: exit code 130, nothing left behind', async () => {
    const sources = Array.from({ length: 40 }, () => fixture('pick_c'))
    const child = spawn(process.execPath, [cli, 'merge', ...sources, '--out', 'week'], {
      cwd: work,
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Copying')) child.kill('SIGINT')
    })
    const status = await new Promise((resolve) => child.on('close', resolve))
    expect(status).toBe(130)
    expect(readdirSync(work)).toEqual([])
  })
})

describe('wrong usage exits with 2 and says what is right', () => {
  it.each([
    [['merge', 'x'], /--out is missing/],
    [['merge', '--out', 'y'], /no datasets named/],
    [['merge', 'x', '--out', 'y', '--episodes', 'first'], /SOURCE:LIST/],
    [['merge', 'x', '--out', 'y', '--episodes', '4:0'], /There are 1 datasets/],
    [['merge', 'x', '--out', 'y', '--trim', '0:1'], /SOURCE:EPISODE=FIRST-LAST/],
    [['merge', 'x', '--out', 'y', '--data-mb', '-1'], /--data-mb/],
    [['merge', 'x', '--out', 'y', '--chunk-size', '2000'], /--chunk-size/],
    [['merge', 'x', '--out', 'y', '--rename-task', 'nothing'], /OLD=NEW/],
    [['merge', 'x', '--bogus'], /unknown option/],
    [['bogus'], /unknown command/],
  ])('%j', (args, message) => {
    const { status, stderr } = episplice(...args)
    expect(stderr).toMatch(message)
    expect(status).toBe(2)
  })
})

describe('inspect', () => {
  it('tells what a dataset holds', () => {
    const { status, stdout } = episplice('inspect', fixture('pick_a'))
    expect(status).toBe(0)
    expect(stdout).toContain('3 episodes, 35 to 50 frames long; 125 frames')
    expect(stdout).toContain('observation.images.wrist  128x96  av01  1 file')
  })

  it('says with a code why something is no dataset', () => {
    const { status, stderr } = episplice('inspect', work)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^error NOT_A_DATASET: .*no meta\/info\.json/)
  })
})

describe('verify', () => {
  it('passes a result and fails a changed one, naming the episode', async () => {
    const { openSync, writeSync, closeSync } = await import('node:fs')
    episplice('merge', fixture('pick_a'), fixture('pick_b'), '--out', 'week')
    expect(episplice('verify', 'week').status).toBe(0)
    expect(episplice('verify', 'week', fixture('pick_a'), fixture('pick_b')).status).toBe(0)
    expect(episplice('verify', 'week', fixture('pick_b'), fixture('pick_a')).stderr).toContain(
      'SOURCE_CHANGED',
    )
    const video = join(work, 'week/videos/observation.images.top/chunk-000/file-000.mp4')
    expect(existsSync(video)).toBe(true)
    const file = openSync(video, 'r+')
    writeSync(file, Buffer.from([1, 2, 3, 4]), 0, 4, readFileSync(video).length - 10)
    closeSync(file)
    const { status, stdout } = episplice('verify', 'week')
    expect(status).toBe(1)
    expect(stdout).toContain('episode 4, observation.images.top')
  })
})

it('explains itself', () => {
  for (const command of ['inspect', 'plan', 'merge', 'history', 'verify', 'head', 'schema']) {
    const { status, stdout } = episplice(command, '--help')
    expect(status).toBe(0)
    expect(stdout).toMatch(/Examples?:/)
  }
})
