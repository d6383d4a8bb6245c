import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppError } from '#shared/errors.ts'
import type { MergeRecord, MergeSummary, SourceDrift } from '#shared/model/history.ts'
import type { ResultComparison } from '#shared/model/job.ts'
import { anotherProcess } from '../support/another-process.ts'
import { fixture } from '../support/fixtures.ts'

const cli = join(import.meta.dirname, '../../src/main/cli/cli.ts')

/** What `--json` may print. */
interface Json {
  readonly ok?: boolean
  readonly error?: AppError
  readonly merges?: MergeSummary[]
  readonly total?: number
  readonly merge?: MergeRecord & number
  readonly drifts?: SourceDrift[]
  readonly comparison?: ResultComparison
}

let work: string
let home: string

const env = () => ({ ...process.env, EPISPLICE_HOME: home })

function episplice(...args: string[]) {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: work, env: env() })
}

function json(...args: string[]): Json {
  return JSON.parse(episplice(...args, '--json').stdout) as Json
}

function merges(): MergeSummary[] {
  return json('history').merges!
}

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'episplice-cli-'))
  home = join(mkdtempSync(join(tmpdir(), 'episplice-home-')), 'home')
  for (const [day, name] of Object.entries({ monday: 'nocam_a', tuesday: 'nocam_b' }))
    cpSync(fixture(name), join(work, day), { recursive: true })
})

afterEach(() => {
  for (const dir of [work, join(home, '..')]) rmSync(dir, { recursive: true, force: true })
})

const week = ['merge', 'monday', 'tuesday', '--out', 'week']

/** Merges into `large`, and sends the signal once it copies. Gives the exit code. */
function endWhileCopying(signal: NodeJS.Signals): Promise<number | null> {
  const sources = Array.from({ length: 40 }, () => fixture('pick_c'))
  const child = spawn(process.execPath, [cli, 'merge', ...sources, '--out', 'large'], {
    cwd: work,
    env: env(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('Copying')) child.kill(signal)
  })
  return new Promise((resolve) => child.on('close', resolve))
}

describe('history', () => {
  it('lists merges of the command line: how they ended, newest first', async () => {
    expect(episplice('history').stdout).toBe('No merges.\n')
    expect(episplice(...week).status).toBe(0)
    expect(await endWhileCopying('SIGINT')).toBe(130)
    expect(merges()).toMatchObject([
      { id: 2, name: 'large', status: 'cancelled', sources: 40, by: 'command-line' },
      { id: 1, name: 'week', status: 'succeeded', sources: 2, by: 'command-line' },
    ])
    const { stdout } = episplice('history', '--search', 'monday succ')
    expect(stdout).toMatch(/^#1 .*succeeded {2}week/)
    expect(stdout.trim().split('\n')).toHaveLength(1)
  })

  it('keeps why a merge failed', () => {
    const plan = episplice('plan', 'monday', '--out', 'week', '--json').stdout
    writeFileSync(join(work, 'plan.json'), plan)
    rmSync(join(work, 'monday'), { recursive: true })
    cpSync(fixture('nocam_b'), join(work, 'monday'), { recursive: true })
    expect(episplice('merge', '--plan', 'plan.json').status).toBe(1)
    expect(merges()).toMatchObject([{ name: 'week', status: 'failed' }])
    expect(json('history', '1').merge?.error?.code).toBe('SOURCE_CHANGED')
  })

  it('tells of a merge that was killed', async () => {
    await endWhileCopying('SIGKILL')
    expect(merges()).toMatchObject([{ name: 'large', status: 'interrupted' }])
  })

  it('shows one: sources, what became of them, events, the command that does the same', () => {
    episplice(...week, '--episodes', '1:0')
    rmSync(join(work, 'tuesday'), { recursive: true })
    const { stdout } = episplice('history', '#1', '--sources')
    expect(stdout).toContain('#1 week: succeeded')
    expect(stdout).toMatch(/0 {2}.*monday.*unchanged/)
    expect(stdout).toMatch(/1 {2}.*tuesday.*1 of 1 episode.*missing/)
    expect(stdout).toContain(`episplice merge ${join(work, 'monday')} ${join(work, 'tuesday')} --out`)
    expect(json('history', '1').merge).toMatchObject({ name: 'week', verified: true })
  })

  it.each([
    [['history', '7'], 'MERGE_UNKNOWN'],
    [['history', 'seven'], 'OPTION_INVALID'],
    [['history', '--limit', '0'], 'OPTION_INVALID'],
    [['merge', '--again', '7'], 'MERGE_UNKNOWN'],
    [['merge', '--again', '1', '--recipe', 'x'], 'OPTION_INVALID'],
  ])('%j is wrong usage', (args, code) => {
    expect(json(...args).error?.code).toBe(code)
    expect(episplice(...args).status).toBe(2)
  })
})

describe('merge --again', () => {
  it('repeats a merge beside the first result and says that it is byte-identical', () => {
    episplice(...week, '--data-mb', '0.001')
    const { status, stdout } = episplice('merge', '--again', '1')
    expect(status).toBe(0)
    expect(stdout).toContain(`Merged 2 datasets into ${join(work, 'week-again')}`)
    expect(stdout).toMatch(/Byte-identical with the result of #1 .*: \d+ files/)
    expect(json('merge', '--again', '1', '--out', 'other').comparison?.kind).toBe('identical')
    expect(merges()).toMatchObject([{ name: 'other', again: 1 }, { name: 'week-again', again: 1 }, {}])
  })

  it('stops with 3 when a source changed, goes on when told to, and says what differs', () => {
    episplice(...week)
    rmSync(join(work, 'tuesday'), { recursive: true })
    cpSync(fixture('nocam_a'), join(work, 'tuesday'), { recursive: true })
    const stopped = episplice('merge', '--again', '1')
    expect(stopped.status).toBe(3)
    expect(stopped.stderr).toMatch(/SOURCE_CHANGED.*#1:\n {2}tuesday: changed: /)
    expect(stopped.stderr).toContain('--accept-changes')
    expect(readdirSync(work).sort()).toEqual(['monday', 'tuesday', 'week'])
    const { status, stdout } = episplice('merge', '--again', '1', '--accept-changes')
    expect(status).toBe(0)
    expect(stdout).toContain('Differs from the result of #1')
    expect(stdout).toContain('changed: meta/info.json')
  })

  it('says which sources are gone, and takes them where they are now', () => {
    episplice(...week)
    mkdirSync(join(work, 'archive'))
    renameSync(join(work, 'tuesday'), join(work, 'archive/tuesday'))
    const { status, stderr } = episplice('merge', '--again', '1')
    expect(status).toBe(1)
    expect(stderr).toContain(`SOURCE_MISSING: not there any more: ${join(work, 'tuesday')}`)
    expect(stderr).toContain('in this order: monday tuesday')
    const moved = json('merge', '--again', '1', 'monday', 'archive/tuesday', '--out', 'moved')
    expect(moved.comparison?.kind).toBe('identical')
  })

  it('repeats a recipe that was exported from the history', () => {
    episplice(...week)
    const { recipe } = json('history', '1').merge!
    writeFileSync(join(work, 'week.recipe.json'), JSON.stringify(recipe))
    expect(episplice('merge', '--recipe', 'week.recipe.json', '--out', 'two').status).toBe(0)
  })
})

describe('trouble with the history never ends a merge', () => {
  const warning = /^warning: this merge is not recorded in the history: /m

  it('locked', async () => {
    await anotherProcess('hold', home)
    const { status, stderr } = episplice(...week)
    expect(status).toBe(0)
    expect(stderr).toMatch(warning)
  })

  it('a home that is a file', () => {
    writeFileSync(home, '')
    const { status, stderr } = episplice(...week)
    expect(status).toBe(0)
    expect(stderr).toMatch(warning)
    expect(episplice('history').stderr).toContain('DATABASE_READ_ONLY')
  })

  it('damaged: it is set aside, a new one begins, and the merge is recorded', () => {
    mkdirSync(home)
    writeFileSync(join(home, 'history.db'), 'damaged'.repeat(1000))
    const { status, stderr } = episplice(...week)
    expect(status).toBe(0)
    expect(stderr).toContain('note: the history was damaged; it is kept as')
    expect(merges()).toHaveLength(1)
  })

  it('left out on request', () => {
    expect(episplice(...week, '--no-history').status).toBe(0)
    expect(merges()).toEqual([])
  })
})
