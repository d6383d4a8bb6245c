import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { openDataset } from '#engine/index.ts'
import { DATABASE_FILE, openDatabase } from '#main/services/database.ts'
import { changeMarks } from '#main/services/review/marks-table.ts'
import type { Finding } from '#shared/findings.ts'
import type { MarkChange } from '#shared/model/review.ts'
import { fixture } from '../support/fixtures.ts'
import { scratchDir } from '../support/scratch.ts'

const cli = join(import.meta.dirname, '../../src/main/cli/cli.ts')
const source = fixture('pick_a')
const changes: MarkChange[] = [
  { episode: 0, isExcluded: true },
  { episode: 1, trim: { from: 5, to: 20 }, isFlagged: true },
  { episode: 2, tags: [1], note: 'fine' },
]

let work = ''
let home = ''

function episplice(...args: string[]) {
  return spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    cwd: work,
    env: { ...process.env, EPISPLICE_HOME: home },
  })
}

/** What `plan` says of reviews. */
function told(...args: string[]): Finding[] {
  const { stdout } = episplice('plan', source, '--out', 'out', '--json', ...args)
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  return findings.filter(({ code }) => code === 'REVIEW_NOT_FOLLOWED')
}

async function review(): Promise<void> {
  const { fingerprint } = await openDataset(source)
  const db = openDatabase(home)
  changeMarks(db, fingerprint, changes)
  db.close()
}

beforeEach(async () => {
  work = await scratchDir()
  home = join(await scratchDir(), 'home')
})

describe('a review that the command line does not follow', () => {
  it('is told by plan and merge, with the flags that follow it', async () => {
    await review()
    const finding = {
      tier: 'advisory',
      source: 0,
      episodes: [0, 1],
      message:
        '1 episode is excluded and 1 is trimmed in the review of this dataset; here they are merged whole.',
      otherFix: { option: '--episodes 0:1-2 --trim 0:1=5-19' },
    }
    expect(told()).toMatchObject([finding])
    expect(told('--episodes', '0:1-2', '--trim', '0:1=5-19')).toEqual([])
    expect(told('--episodes', '0:2')).toEqual([])
    const { status, stderr } = episplice('merge', source, '--out', 'out', '--no-history')
    expect(status).toBe(0)
    expect(stderr).toContain('1 episode is excluded and 1 is trimmed in the review')
    // Looking leaves nothing beside the database.
    expect(await readdir(home)).toEqual([DATABASE_FILE])
  })

  it('is not known where there is no database, and none is made', () => {
    expect(told()).toEqual([])
    expect(existsSync(home)).toBe(false)
  })

  it('is not waited for while another program holds the database', async () => {
    await review()
    const other = new BetterSqlite3(join(home, DATABASE_FILE))
    // With a log, whoever reads gets by.
    other.pragma('journal_mode = DELETE')
    other.exec('BEGIN EXCLUSIVE')
    expect(told()).toEqual([])
    other.close()
  })
})
