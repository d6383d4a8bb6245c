import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '#shared/findings.ts'
import type { SettledFindings } from '#shared/model/job.ts'
import type { Recipe } from '#shared/plan.ts'
import { episodes, odd, without, type Oddity } from '../support/edit-dataset.ts'
import { mapColumn } from '../support/edit-table.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'

const cli = join(import.meta.dirname, '../../src/main/cli/cli.ts')
const top = 'observation.images.top'

/** Episode 1 has a window that is too short. */
const tooShort: Oddity = episodes(
  mapColumn(`videos/${top}/to_timestamp`, (to, row) => (row === 1 ? (to as number) - 0.5 : to)),
)
const misplaced: Oddity = episodes(mapColumn('meta/episodes/file_index', () => 3n))

let work: string

beforeEach(async () => {
  work = await scratchDir()
})

function episplice(...args: string[]) {
  const env = { ...process.env, EPISPLICE_HOME: join(work, 'home') }
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', cwd: work, env })
}

describe('doctor', () => {
  it('says of a good recording that nothing is the matter, and exits with 0', () => {
    const { status, stdout } = episplice('doctor', fixture('pick_a'))
    expect(stdout).toContain('3 episodes. Every file was looked at, and nothing is the matter.')
    expect(status).toBe(0)
  })

  it('exits with 0 when a merge repairs what is the matter', async () => {
    const { status, stdout } = episplice('doctor', await odd('pick_a', [misplaced]))
    expect(stdout).toContain('It can be merged as it is.')
    expect(stdout).toContain('Good to know (1)\n  META_FILE_INDEX: meta/episodes')
    expect(stdout).toContain('repair: The rows are used where they are')
    expect(status).toBe(0)
  })

  it('names the broken episodes of every dataset, what settles them, and exits with 3', async () => {
    const short = await odd('pick_a', [tooShort], 'short')
    const lacking = await odd('sharded', [without('data/chunk-000/file-001.parquet')], 'lacking')
    const nowhere = join(work, 'nowhere')
    const { status, stdout } = episplice('doctor', short, lacking, nowhere)
    expect(stdout).toContain('Broken: episode 1. A merge with --skip-broken takes all others.')
    expect(stdout).toContain('expected 35 frames, found 20 frames')
    expect(stdout).toContain('fix: --skip-broken   (Leave out the broken episode)')
    expect(stdout).toContain('Broken: episodes 4-7.')
    expect(stdout).toMatch(/nowhere\n {2}NOT_A_DATASET: .*it does not exist/)
    expect(stdout).toContain('3 datasets: 0 can be merged, 3 cannot as they are.')
    expect(status).toBe(3)
  })

  it('gives the episodes as data with --json', async () => {
    const { status, stdout } = episplice('doctor', await odd('pick_a', [tooShort]), work, '--json')
    expect(status).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      datasets: [
        {
          name: 'odd',
          listed: 3,
          usable: 2,
          findings: [{ code: 'WINDOW_LENGTH', tier: 'blocking', episodes: [1] }],
        },
        { dir: work, error: { code: 'NOT_A_DATASET' } },
      ],
    })
  })

  it('explains itself', () => {
    const { status, stdout } = episplice('doctor', '--help')
    expect(status).toBe(0)
    expect(stdout).toContain('Examples:')
    expect(episplice('doctor').status).toBe(2)
  })
})

describe('merge', () => {
  it('names the affected episodes of a failing source, in words and as data, and writes nothing', async () => {
    const args = ['merge', fixture('pick_b'), await odd('pick_a', [tooShort]), '--out', 'week']
    const { status, stderr } = episplice(...args)
    expect(status).toBe(3)
    expect(stderr).toContain('WINDOW_LENGTH in source 1: episode 1')
    expect(stderr).toContain('fix: --skip-broken   (Leave out the broken episode)')
    const { error } = JSON.parse(episplice(...args, '--json').stdout) as {
      error: { details: { findings: Finding[] } }
    }
    expect(error.details.findings[0]).toMatchObject({ code: 'WINDOW_LENGTH', source: 1, episodes: [1] })
  })

  it('leaves just the broken episodes out, says which and why, and does the same from its recipe', async () => {
    const sources = [fixture('pick_b'), await odd('pick_a', [tooShort, misplaced])]
    const flags = ['--skip-broken', '--save-recipe', 'recipe.json']
    const { status, stdout } = episplice('merge', ...sources, '--out', 'week', ...flags)
    expect(status).toBe(0)
    expect(stdout).toContain('4 episodes, 165 frames')
    expect(stdout).toMatch(/Left out \(1\)\n {2}WINDOW_LENGTH in 1 odd: episode 1/)
    expect(stdout).toMatch(/Repaired on the way \(1\)\n {2}META_FILE_INDEX in 1 odd/)
    const recipe = JSON.parse(readFileSync(join(work, 'recipe.json'), 'utf8')) as Recipe
    expect(recipe.sources.map((source) => source.episodes)).toEqual([undefined, [0, 2]])

    const again = episplice('merge', '--recipe', 'recipe.json', '--out', 'again', '--json')
    expect(again.status).toBe(0)
    const { report } = JSON.parse(again.stdout) as { report: SettledFindings }
    expect(report.leftOut).toMatchObject([{ code: 'WINDOW_LENGTH', source: 1, episodes: [1] }])
    expect(report.repairs).toMatchObject([{ code: 'META_FILE_INDEX', source: 1, episodes: [0, 2] }])
    expect(await treeDigests(join(work, 'again'))).toEqual(await treeDigests(join(work, 'week')))

    const history = episplice('history', '1').stdout
    expect(history).toContain('left out: episode 1 of odd: The window of episode 1')
    expect(history).toContain('repaired: odd: The episode table says')
  })

  it('stays blocked by what is not confined to episodes', async () => {
    const dir = await odd('pick_a', [tooShort])
    const { status, stderr } = episplice('merge', dir, fixture('fps15'), '--out', 'week', '--skip-broken')
    expect(status).toBe(3)
    expect(stderr).toContain('expected 30 fps, found 15 fps')
    expect(stderr).not.toContain('WINDOW_LENGTH')
  })

  it('executes a plan that was made without broken episodes', async () => {
    const dir = await odd('pick_a', [tooShort])
    const planned = episplice('plan', dir, '--out', 'week', '--skip-broken', '--json')
    expect(planned.status).toBe(0)
    writeFileSync(join(work, 'plan.json'), planned.stdout)
    expect(episplice('merge', '--plan', 'plan.json').status).toBe(0)
  })
})
