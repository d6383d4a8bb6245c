import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '#main/services/database.ts'
import { DraftKeeper } from '#main/services/drafts/draft-keeper.ts'
import type { JobRequest } from '#main/services/jobs/job-request.ts'
import { Remembered } from '#main/services/remembered.ts'
import { jobId, type Job, type JobId } from '#shared/model/job.ts'
import { mergeDraftSchema, type KeptDraft, type MergeDraft } from '#shared/model/merge.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'
import { scratchDir } from '../support/scratch.ts'

const [first, retry] = [job(1), job(2)]
let keeper: DraftKeeper
/** What windows were told. */
let told: (KeptDraft & { readonly by: string })[]
let requests: Map<JobId, MergeDraft>
let unfinished: JobId[]

beforeEach(async () => {
  const db = openDatabase(await scratchDir())
  onTestFinished(() => {
    db.close()
  })
  told = []
  requests = new Map()
  unfinished = []
  keeper = new DraftKeeper({
    remembered: new Remembered(db),
    events: {
      publish: (_name, data) => {
        told.push(data as (typeof told)[number])
      },
    },
    jobs: {
      unfinished: () => unfinished.map((id) => ({ id }) as Job),
      request: (id) => ({ draft: requests.get(id) }) as JobRequest,
    },
  })
})

function job(number: number): JobId {
  return jobId.parse(`00000000-0000-4000-8000-00000000000${number}`)
}

function draftOf(letter: string): MergeDraft {
  return mergeDraftSchema.parse({
    sources: [{ place: letter.repeat(20) }],
    options: mergeOptionsSchema.parse({ dataMb: 7 }),
    output: { name: 'week' },
  })
}

function start(id: JobId, draft: MergeDraft): void {
  requests.set(id, draft)
  unfinished.push(id)
  keeper.started(draft)
}

function end(id: JobId, kind: 'succeeded' | 'failed'): void {
  unfinished = unfinished.filter((other) => other !== id)
  keeper.jobChanged({ id, state: { kind } } as Job)
}

it('keeps a draft unless another window was faster', () => {
  const [mine, other] = [draftOf('a'), draftOf('b')]
  expect(keeper.load()).toEqual({ draft: undefined, revision: 0 })
  expect(keeper.save(mine, { revision: 0, by: 'one' })).toMatchObject({ isKept: true, revision: 1 })
  // A window that has not heard yet what its last draft became.
  expect(keeper.save(mine, { revision: 0, by: 'one' })).toMatchObject({ isKept: true, revision: 2 })
  expect(keeper.save(other, { revision: 1, by: 'two' })).toEqual({ draft: mine, revision: 2, isKept: false })
  expect(keeper.save(other, { revision: 2, by: 'two' })).toMatchObject({ isKept: true, revision: 3 })
  expect(keeper.save(mine, { revision: 2, by: 'one' })).toEqual({ draft: other, revision: 3, isKept: false })
  expect(keeper.load()).toEqual({ draft: other, revision: 3 })
  expect(told.map(({ revision }) => revision)).toEqual([1, 2, 3])
})

it('is done with a draft once its job succeeded, whoever has it open', () => {
  keeper.save(draftOf('a'), { revision: 0, by: 'one' })
  start(first, draftOf('a'))
  // The page may save once more what it has started.
  keeper.save(draftOf('a'), { revision: 1, by: 'one' })
  expect(keeper.load().startedAs).toBe(first)
  end(first, 'succeeded')
  expect(keeper.load()).toMatchObject({
    draft: { sources: [], output: { name: '' }, options: { dataMb: 7 } },
  })
  expect(told.at(-1)).toMatchObject({ by: '', revision: 3 })
  expect(keeper.load().startedAs).toBeUndefined()
  // What that window had not saved yet is no matter for its user.
  expect(keeper.save(draftOf('b'), { revision: 2, by: 'one' }).isKept).toBe(true)
})

it('is done with it when the retry of its job succeeded', () => {
  keeper.save(draftOf('a'), { revision: 0, by: 'one' })
  const draft = draftOf('a')
  start(first, draft)
  end(first, 'failed')
  expect(keeper.load()).toMatchObject({ draft: { sources: [{}] }, startedAs: undefined })
  requests.set(retry, draft)
  unfinished.push(retry)
  expect(keeper.load().startedAs).toBe(retry)
  end(retry, 'succeeded')
  expect(keeper.load().draft?.sources).toEqual([])
})

it('keeps what was changed while it ran, also when it was changed back', () => {
  keeper.save(draftOf('a'), { revision: 0, by: 'one' })
  start(first, draftOf('a'))
  keeper.save(draftOf('b'), { revision: 1, by: 'one' })
  keeper.save(draftOf('a'), { revision: 2, by: 'one' })
  end(first, 'succeeded')
  expect(keeper.load()).toEqual({ draft: draftOf('a'), revision: 3 })
})
