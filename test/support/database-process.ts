import { openDatabase } from '#main/services/database.ts'
import { History } from '#main/services/history.ts'
import { toAppError } from '#shared/errors.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'

/**
 * Another process at the same database: `node database-process.ts WHAT HOME [N]`. Prints a word when it is ready.
 * `hold` keeps the database locked, `merge` begins a merge and stays, `write` records N merges and ends, `open` opens
 * it and prints how that ended as JSON, `look` prints what it finds there though it may not write.
 */
const [what, home, count = '0'] = process.argv.slice(2)
if (home === undefined) throw new Error('no home')

/** Without this the process would end, and with it whatever it holds. */
const stay = () => setInterval(() => undefined, 1 << 30)

function begin(history: History, name: string) {
  return history.start({
    recipe: {
      episplice: 'recipe/1',
      sources: [{ path: '/data/monday', name: 'monday', fingerprint: 'f' }],
      options: mergeOptionsSchema.parse({}),
    },
    outputPath: `/data/${name}`,
    verify: true,
    version: 'test',
    by: 'app',
  })
}

/** Somebody who is not allowed everything: tests may run as root. */
function becomeNobody(): void {
  if (process.getuid?.() === 0) process.setuid?.(65534)
}

switch (what) {
  case 'hold': {
    const db = openDatabase(home)
    db.prepare('PRAGMA locking_mode = EXCLUSIVE').get()
    db.prepare('BEGIN EXCLUSIVE').run()
    process.stdout.write('ready\n')
    stay()
    break
  }
  case 'merge':
    begin(new History(openDatabase(home)), 'killed')
    process.stdout.write('ready\n')
    stay()
    break
  case 'write': {
    const history = new History(openDatabase(home))
    process.stdout.write('ready\n')
    for (let i = 0; i < Number(count); i++) {
      const id = begin(history, `week-${process.pid}-${i}`)
      history.finish(id, { status: 'cancelled' })
    }
    break
  }
  case 'look': {
    becomeNobody()
    const notices: string[] = []
    const db = openDatabase(home, { isCopyEnough: true, onNotice: ({ code }) => notices.push(code) })
    const history = new History(db)
    begin(history, 'forgotten')
    const names = history.list({ from: 0, count: 10 }).merges.map(({ name }) => name)
    db.close()
    process.stdout.write(`${JSON.stringify({ names, notices })}\n`)
    break
  }
  case 'open': {
    becomeNobody()
    try {
      openDatabase(home, { patienceMs: 200 }).close()
      process.stdout.write('{}\n')
    } catch (error) {
      process.stdout.write(`${JSON.stringify(toAppError(error))}\n`)
    }
    break
  }
  default:
    throw new Error(`what is ${what ?? ''}?`)
}
