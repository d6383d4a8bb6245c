import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { toAppError } from '#shared/errors.ts'
import type { Job, JobId } from '#shared/model/job.ts'
import { mergeDraftSchema, type KeptDraft, type MergeDraft } from '#shared/model/merge.ts'
import { withoutContent } from '#shared/without-content.ts'
import type { Events } from '../events.ts'
import type { Jobs } from '../jobs.ts'
import type { Remembered } from '../remembered.ts'

const DRAFT = 'merge draft'
const DRAFT_REVISION = 'merge draft revision'
const revisionSchema = z.object({ revision: z.number().int(), by: z.string() })

/** What keeping needs. */
export interface DraftKeeperContext {
  readonly remembered: Remembered
  readonly events: Pick<Events, 'publish'>
  readonly jobs: Pick<Jobs, 'unfinished' | 'request'>
}

/** The draft that all windows share. It is done with when its merge succeeded, whether a window is open or not. */
export class DraftKeeper {
  readonly #context: DraftKeeperContext
  /** What was started last, until what is kept is another one. Its jobs have this very object as their draft. */
  #started: MergeDraft | undefined

  constructor(context: DraftKeeperContext) {
    this.#context = context
  }

  /** The draft that was kept last, whether its places still exist or not. */
  load(): KeptDraft {
    const draft = this.#context.remembered.get(DRAFT, mergeDraftSchema)
    return { draft, revision: this.#last()?.revision ?? 0, startedAs: this.#startedAs(draft) }
  }

  /** Keeps a draft, unless another window than `by` has kept one since `revision`: that one stays and is the answer. */
  save(
    draft: MergeDraft,
    { revision, by }: { readonly revision: number; readonly by: string },
  ): KeptDraft & { readonly isKept: boolean } {
    const last = this.#last() ?? { revision: 0, by }
    if (last.revision !== revision && last.by !== by) return { ...this.load(), isKept: false }
    const kept = { draft, revision: last.revision + 1 }
    this.#keep(kept, by)
    if (this.#started !== undefined && !isSame(draft, this.#started)) this.#started = undefined
    this.#context.events.publish('merge.draftChanged', { ...kept, by })
    return { ...kept, isKept: true }
  }

  /** Notes that a draft runs: the same object as in the request of its job. */
  started(draft: MergeDraft): void {
    this.#started = draft
  }

  /** Clears the draft when it was this job's, or that of the job that this one retries, and is so still. */
  jobChanged({ id, state }: Job): void {
    const { events, jobs } = this.#context
    const started = this.#started
    if (state.kind !== 'succeeded' || started === undefined || jobs.request(id).draft !== started) return
    this.#started = undefined
    try {
      const { draft, revision } = this.load()
      if (draft === undefined || !isSame(draft, started)) return
      const kept = { draft: withoutContent(draft), revision: revision + 1 }
      // The window that wrote last is not in another's way: what it has not saved yet wins.
      this.#keep(kept, this.#last()?.by ?? '')
      events.publish('merge.draftChanged', { ...kept, by: '' })
    } catch (thrown) {
      events.publish('app.notice', { error: toAppError(thrown) })
    }
  }

  #keep({ draft, revision }: { readonly draft: MergeDraft; readonly revision: number }, by: string): void {
    this.#context.remembered.set(DRAFT, draft)
    this.#context.remembered.set(DRAFT_REVISION, { revision, by })
  }

  #last(): z.infer<typeof revisionSchema> | undefined {
    return this.#context.remembered.get(DRAFT_REVISION, revisionSchema)
  }

  #startedAs(draft: MergeDraft | undefined): JobId | undefined {
    const { jobs } = this.#context
    const started = this.#started
    if (draft === undefined || started === undefined || !isSame(draft, started)) return undefined
    return jobs.unfinished().find(({ id }) => jobs.request(id).draft === started)?.id
  }
}

/** As they are kept: what is undefined is not there. */
function isSame(a: MergeDraft, b: MergeDraft): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
}
