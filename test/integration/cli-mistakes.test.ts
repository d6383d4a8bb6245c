import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AppError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import { episodes, odd } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { fixture } from '../support/fixtures.ts'

const cli = join(import.meta.dirname, '../../src/main/cli/cli.ts')
let work: string
let home: string

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'episplice-mistakes-'))
  home = mkdtempSync(join(tmpdir(), 'episplice-home-'))
})

afterEach(() => {
  for (const dir of [work, home]) rmSync(dir, { recursive: true, force: true })
})

function episplice(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [cli, ...args, '--json'], {
    encoding: 'utf8',
    cwd: work,
    env: { ...process.env, EPISPLICE_HOME: home },
  })
  const answer = JSON.parse(stdout) as {
    readonly error?: AppError
    readonly findings?: Finding[]
    readonly plan?: MergePlan
  }
  return { status, stdout, code: answer.error?.code, hint: answer.error?.hint ?? '', ...answer }
}

const a = fixture('pick_a')
const b = fixture('pick_b')

it('refuses a task that no dataset has', () => {
  const { status, code, hint } = episplice('plan', a, '--out', 'week', '--rename-task', 'grab teh cube=x')
  expect([status, code]).toEqual([2, 'OPTION_INVALID'])
  expect(hint).toContain('--rename-task takes one of these: "')
})

it('refuses options that a plan has settled', () => {
  writeFileSync(join(work, 'plan.json'), episplice('plan', a, '--out', 'week').stdout)
  const { status, error } = episplice(
    'merge',
    '--plan',
    'plan.json',
    '--episodes',
    '0:1',
    '--quantiles',
    'bounds',
  )
  expect(status).toBe(2)
  expect(error?.message).toBe('a plan says itself what --episodes, --quantiles would say')
  expect(readdirSync(work)).toEqual(['plan.json'])
  expect(episplice('merge', '--plan', 'plan.json', '--out', 'other/').status).toBe(0)
  expect(readdirSync(work).toSorted()).toEqual(['other', 'plan.json'])
})

it('does not apply a recipe to other datasets, unless it is told to', () => {
  const made = episplice('merge', a, b, '--out', 'week', '--episodes', '0:2', '--save-recipe', 'week.json')
  expect(made.status).toBe(0)
  const swapped = ['--recipe', 'week.json', b, a]
  for (const command of ['plan', 'merge']) {
    const { status, code, hint } = episplice(command, ...swapped, '--out', 'swapped')
    expect([status, code]).toEqual([3, 'SOURCE_CHANGED'])
    expect(hint).toContain('in its order: pick_a pick_b')
  }
  expect(episplice('plan', '--recipe', 'week.json', a, a, '--out', 'x', '--accept-changes').status).toBe(0)
})

it('drops the trims of broken episodes that are left out, and no others', async () => {
  const to = 'videos/observation.images.top/to_timestamp'
  const broken = await odd('pick_a', [
    episodes(mapColumn(to, (time, row) => (row === 1 ? (time as number) - 0.5 : time))),
  ])
  const skip = [broken, '--out', 'week', '--skip-broken']
  const { status, plan } = episplice('plan', ...skip, '--trim', '0:0=2-9', '--trim', '0:1=2-9')
  expect(status).toBe(0)
  expect(plan?.recipe.sources[0]?.episodes).toEqual([0, 2])
  expect(plan?.recipe.sources[0]?.trims).toEqual([{ episode: 0, from: 2, to: 10 }])
  const unchosen = episplice('plan', ...skip, '--episodes', '0:0', '--trim', '0:2=2-9')
  expect([unchosen.status, unchosen.error?.message]).toEqual([2, expect.stringContaining('is not taken')])
})

it('says before anything is written that the folder of the result is not there', () => {
  const { status, findings } = episplice('plan', a, '--out', 'nowhere/week')
  expect(status).toBe(3)
  expect(findings?.map(({ code }) => code)).toContain('OUTPUT_PARENT_MISSING')
})

it('takes a link that leads nowhere for something that is there', () => {
  symlinkSync('gone', join(work, 'week'))
  const { status, findings } = episplice('plan', a, '--out', 'week')
  expect(status).toBe(3)
  expect(findings?.map(({ code }) => code)).toContain('OUTPUT_EXISTS')
})

it('removes no leftovers for a merge that cannot be', () => {
  mkdirSync(join(work, 'week'))
  mkdirSync(join(work, 'week.partial-1'))
  // One of no time ago may be another merge's that begins.
  utimesSync(join(work, 'week.partial-1'), 0, 0)
  const { status } = episplice('merge', a, '--out', 'week', '--remove-leftovers')
  expect(status).toBe(3)
  expect(readdirSync(work).toSorted()).toEqual(['week', 'week.partial-1'])
})
