import { basename } from 'node:path'
import { z } from 'zod'
import type { DatasetDigests } from '#engine/index.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import { mergeId, type MergeEvent, type MergeId, type MergeSummary } from '#shared/model/history.ts'
import type { SettledFindings } from '#shared/model/job.ts'
import type { Database } from './database.ts'
import type { Events } from './events.ts'
import { comparisonText, endingText, settledEvents, startText } from './history/event-text.ts'
import { isGone, ownIdentity } from '#engine/io/process-identity.ts'
import type { MergeOutcome, NewMerge, StoredMerge, StoredSource } from './history/records.ts'
import {
  digestColumns,
  eventRow,
  mergeRow,
  parseRow,
  runningRow,
  sourceRow,
  summaryRow,
  SUMMARY_COLUMNS,
} from './history/rows.ts'
import { searchMerges } from './history/search.ts'

const touchedRow = z.object({ merge: mergeId })
const lastEventRow = z.object({ last: z.number() })

/**
 * All merges that were ever run here, by the application and by the command line. Entries are added and ended, never
 * changed or removed. Making one tells merges whose process died from running ones.
 */
export class History {
  readonly #db: Database
  readonly #events: Events | undefined
  readonly #now: () => number

  constructor(db: Database, events?: Events, now: () => number = Date.now) {
    this.#db = db
    this.#events = events
    this.#now = now
    this.#markInterrupted()
  }

  /** Writes down that a merge begins in this process. */
  start(merge: NewMerge): MergeId {
    const { recipe, outputPath } = merge
    const id = this.#db.durably(() => {
      const { lastInsertRowid } = this.#db
        .prepare(
          `INSERT INTO merges (name, output_path, recipe, version, asked_by, verify, again, started_ms, process)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          basename(outputPath),
          outputPath,
          JSON.stringify(recipe),
          merge.version,
          merge.by,
          merge.verify ? 1 : 0,
          merge.again ?? null,
          this.#now(),
          JSON.stringify(ownIdentity()),
        )
      const started = mergeId.parse(Number(lastInsertRowid))
      recipe.sources.forEach(({ path, name, fingerprint }, position) => {
        this.#db
          .prepare(
            `INSERT INTO merge_sources (merge, position, path, name, fingerprint, episodes_total)
             VALUES (?, ?, ?, ?, ?, ?)`,
          )
          .run(started, position, path ?? '', name, fingerprint, merge.episodesTotal?.[position] ?? null)
      })
      this.#addEvent(started, 'started', startText(recipe.sources.length, outputPath))
      return started
    })
    this.#tell(id)
    return id
  }

  /** Writes down what the sources are that a running merge has opened, in the order of its recipe. Once. */
  addDigests(id: MergeId, digests: readonly DatasetDigests[]): void {
    this.#db.transaction(() => {
      digests.forEach((own, position) => {
        this.#db
          .prepare(
            `UPDATE merge_sources SET digests = ?, episode_digests = ?, episodes_total = ?
             WHERE merge = ? AND position = ?`,
          )
          .run(...digestColumns(own), own.episodes.length, id, position)
      })
    })
    this.#tell(id)
  }

  /** Adds to what happened to a merge, also after it ended. */
  addEvent(id: MergeId, kind: MergeEvent['kind'], message: string): void {
    this.#addEvent(id, kind, message)
    this.#tell(id)
  }

  /** Writes down what a merge repaired and left out. `names` are those of its sources. */
  addSettled(id: MergeId, settled: SettledFindings, names: readonly string[]): void {
    this.#db.transaction(() => {
      for (const { kind, message } of settledEvents(settled, names)) this.#addEvent(id, kind, message)
    })
    this.#tell(id)
  }

  /**
   * Writes down how a merge ended. `seconds` leaves out how long it waited for its turn. False when it had ended
   * already: the first ending stays.
   */
  finish(id: MergeId, outcome: MergeOutcome, seconds?: number): boolean {
    const isFirst = this.#db.durably(() => this.#end(id, outcome, seconds))
    if (isFirst) this.#tell(id)
    return isFirst
  }

  /** Merges `[from, from + count)` of those that match, newest first. See {@link searchMerges}. */
  list(window: { readonly from: number; readonly count: number; readonly search?: string }): {
    readonly total: number
    readonly merges: readonly MergeSummary[]
  } {
    return searchMerges(this.#db, window)
  }

  /** A merge with everything known of it. Throws `MERGE_UNKNOWN`. */
  get(id: MergeId): StoredMerge {
    const what = `entry ${id}`
    const row = this.#db.prepare(`SELECT ${SUMMARY_COLUMNS}, * FROM merges WHERE id = ?`).get(id)
    if (row === undefined) throw new EngineError('MERGE_UNKNOWN', `the history has no entry ${id}`)
    const merge = parseRow(mergeRow, row, what)
    const sources = this.#db
      .prepare('SELECT * FROM merge_sources WHERE merge = ? ORDER BY position')
      .all(id)
      .map((source) => parseRow(sourceRow, source, what))
    const events = this.#db
      .prepare('SELECT * FROM merge_events WHERE merge = ? ORDER BY id')
      .all(id)
      .map((event) => parseRow(eventRow, event, what))
    const mergeSources = sources.map((source, position) => ({
      ...source,
      // What was merged, which is not what was asked for when changes were accepted.
      fingerprint: source.digests?.fingerprint ?? source.fingerprint,
      episodes: merge.recipe.sources[position]?.episodes,
    }))
    return {
      ...merge,
      recipe: {
        ...merge.recipe,
        sources: merge.recipe.sources.map((source, position) => ({
          ...source,
          fingerprint: mergeSources[position]?.fingerprint ?? source.fingerprint,
        })),
      },
      verified: merge.verification?.failures.length === 0,
      mergeSources,
      events,
    }
  }

  /** Sources of merges that had this content, as they were when they were merged last from each path; newest first. */
  sourcesLike(fingerprint: string): StoredSource[] {
    return this.#db
      .prepare(
        `SELECT *, max(merge) AS merge FROM merge_sources
         WHERE coalesce(digests ->> '$.fingerprint', fingerprint) = ? GROUP BY path ORDER BY merge DESC LIMIT 8`,
      )
      .all(fingerprint)
      .map((row) => ({ ...parseRow(sourceRow, row, 'an entry'), fingerprint, episodes: undefined }))
  }

  /** Merges whose process died before they ended and that nobody acknowledged yet, newest first. */
  interrupted(): MergeSummary[] {
    this.#markInterrupted()
    return this.#db
      .prepare(
        `SELECT ${SUMMARY_COLUMNS} FROM merges
         WHERE status = 'interrupted' AND id NOT IN (SELECT merge FROM acknowledged) ORDER BY id DESC LIMIT 1000`,
      )
      .all()
      .map((row) => parseRow(summaryRow, row, 'an entry'))
  }

  /** The user knows of these interrupted merges. */
  acknowledge(ids: readonly MergeId[]): void {
    this.#db.transaction(() => {
      for (const id of ids) {
        this.#db
          .prepare(
            "INSERT OR IGNORE INTO acknowledged SELECT id FROM merges WHERE id = ? AND status = 'interrupted'",
          )
          .run(id)
      }
    })
  }

  /**
   * Tells of what other processes write, the command line among them, from now on; looks every `intervalMs`. A failure
   * to look is told once, until looking works again. Returns the function that ends it.
   */
  watch(intervalMs = 2000): () => void {
    let version = this.#db.dataVersion()
    let lastEvent = this.#lastEvent()
    const look = (): void => {
      const now = this.#db.dataVersion()
      if (now === version) return
      const merges = this.#db
        .prepare('SELECT DISTINCT merge FROM merge_events WHERE id > ? ORDER BY merge')
        .all(lastEvent)
        .map((row) => parseRow(touchedRow, row, 'an entry'))
      lastEvent = this.#lastEvent()
      version = now
      for (const { merge } of merges) this.#tell(merge)
    }
    let isTold = false
    const timer = setInterval(() => {
      try {
        look()
        isTold = false
      } catch (thrown) {
        const error = toAppError(thrown)
        // Held by someone else at this moment: the next look sees it, too. So it does after a disk that failed for a
        // while.
        if (isTold || error.code === 'DATABASE_LOCKED') return
        isTold = true
        this.#events?.publish('app.notice', { error })
      }
    }, intervalMs)
    timer.unref()
    return () => {
      clearInterval(timer)
    }
  }

  #lastEvent(): number {
    const row = this.#db.prepare('SELECT coalesce(max(id), 0) AS last FROM merge_events').get()
    return parseRow(lastEventRow, row, 'the last event').last
  }

  #end(id: MergeId, outcome: MergeOutcome, seconds: number | undefined): boolean {
    const result = outcome.status === 'succeeded' ? outcome : undefined
    const error = outcome.status === 'failed' ? outcome.error : undefined
    const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
    const { changes } = this.#db
      .prepare(
        `UPDATE merges SET status = ?, seconds = coalesce(?, (? - started_ms) / 1000.0), episodes = ?, frames = ?, bytes = ?,
           error = ?, verification = ?, comparison = ? WHERE id = ? AND status = 'running'`,
      )
      .run(
        outcome.status,
        seconds ?? null,
        this.#now(),
        result?.episodes ?? null,
        result?.frames ?? null,
        result?.bytes ?? null,
        json(error),
        json(result?.verification),
        json(result?.comparison),
        id,
      )
    if (changes === 0) return false
    this.#addEvent(id, outcome.status, endingText(outcome))
    if (result?.comparison !== undefined) this.#addEvent(id, 'compared', comparisonText(result.comparison))
    return true
  }

  #addEvent(id: MergeId, kind: MergeEvent['kind'], message: string): void {
    this.#db
      .prepare('INSERT INTO merge_events (merge, at_ms, kind, message) VALUES (?, ?, ?, ?)')
      .run(id, this.#now(), kind, message)
  }

  #markInterrupted(): void {
    const gone = this.#db
      .prepare("SELECT id, process FROM merges WHERE status = 'running'")
      .all()
      .map((row) => parseRow(runningRow, row, 'an entry'))
      .filter(({ process }) => isGone(process))
    for (const { id } of gone) {
      const isFirst = this.#db.transaction(() => {
        const { changes } = this.#db
          .prepare("UPDATE merges SET status = 'interrupted' WHERE id = ? AND status = 'running'")
          .run(id)
        if (changes > 0) this.#addEvent(id, 'interrupted', 'Episplice or the machine stopped before it ended')
        return changes > 0
      })
      if (isFirst) this.#tell(id)
    }
  }

  #tell(merge: MergeId): void {
    this.#events?.publish('history.changed', { merge })
  }
}
