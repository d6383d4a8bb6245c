import type { ErrorCode } from '#shared/errors.ts'
import type { Oddity } from '../support/edit-dataset.ts'

/** What must come of a merge of a good recording with a bad one. */
export type Outcome =
  /** The dataset cannot be opened, or the merge fails on its way: this error, naming this. */
  | { readonly kind: 'fails'; readonly code: ErrorCode; readonly names: string }
  /** The checks stop it before anything is written: exactly these findings that are more than advice, as `tier CODE subject`. */
  | { readonly kind: 'stops'; readonly findings: readonly string[] }
  /** It is merged with exactly this advice, as `CODE subject`. */
  | ({ readonly kind: 'merges'; readonly advice: readonly string[] } & Meaning)

/** What the rows and frames of a result must be those of, where the bad dataset cannot be read by others as it is. */
export interface Meaning {
  /** The good recording that the bad one must count as; the bad one itself unless given. */
  readonly as?: string
  /** What that good recording must be without for the sake of the comparison. */
  readonly butFor?: readonly Oddity[]
  /** Episodes that come in; all unless given. */
  readonly episodes?: readonly number[]
}

/** One thing that is wrong with a recording. */
export interface BadCase {
  readonly name: string
  /** The good recording that it is made from. */
  readonly of: string
  /** A good recording that it is merged with, before it; none: it is merged alone. */
  readonly after: string | undefined
  readonly outcome: Outcome
  readonly oddities: readonly Oddity[]
  /** The folder's name. */
  readonly folder?: string
}

/** Makes cases of one recording: what it is called, what must come of it, how it is made. */
export function casesOf(of: string, after?: string, folder?: string) {
  return (name: string, outcome: Outcome, ...oddities: readonly Oddity[]): BadCase => ({
    name,
    of,
    after,
    outcome,
    oddities,
    ...(folder === undefined ? {} : { folder }),
  })
}

/** See {@link Outcome}. */
export function fails(code: ErrorCode, names: string): Outcome {
  return { kind: 'fails', code, names }
}

/** See {@link Outcome}: `stops('blocking FILE_MISSING data/…')`. */
export function stops(...findings: readonly string[]): Outcome {
  return { kind: 'stops', findings }
}

/** See {@link Outcome}: `merges('STATS_MISSING meta/stats.json')`. */
export function merges(...advice: readonly string[]): Outcome {
  return { kind: 'merges', advice }
}

/** As {@link merges}, for a dataset that other readers cannot read, or not whole. */
export function mergesAs(meaning: Meaning, ...advice: readonly string[]): Outcome {
  return { kind: 'merges', advice, ...meaning }
}
