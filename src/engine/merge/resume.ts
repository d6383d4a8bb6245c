import { readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { MergePlan, Recipe } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { writing } from '#engine/io/write-error.ts'
import { Journal, readJournalHeader } from './journal.ts'
import { findLeftovers, type Leftover } from './leftovers.ts'
import { mergeIdentity } from './merge-identity.ts'
import { adoptStaging, createStaging, discard, givenBack, type Staging } from './staging.ts'

/** A staging folder and the journal in it. */
export interface Workplace {
  readonly staging: Staging
  readonly journal: Journal
}

/**
 * Makes the staging folder of a plan; with `resume`, goes on with what an interrupted merge of the same plan left, where
 * there is such a thing. Throws what `createStaging` throws; what was left stays then.
 */
export async function openWorkplace(
  plan: MergePlan,
  sources: readonly Dataset[],
  { resume, id }: { readonly resume: boolean; readonly id: string | undefined },
): Promise<Workplace> {
  const merge = await mergeIdentity(plan, sources)
  if (resume) {
    const continued = await continueLeftover(plan.output, merge, id)
    if (continued !== undefined) return continued
  }
  const staging = await createStaging(plan.output, id)
  try {
    return { staging, journal: await Journal.begin(staging.root, merge, plan.recipe) }
  } catch (error) {
    await discard(staging)
    throw error
  }
}

async function continueLeftover(
  target: string,
  merge: string,
  id: string | undefined,
): Promise<Workplace | undefined> {
  const leftover = await findResumable(target, merge)
  if (leftover === undefined) return undefined
  const staging = await adoptStaging(target, leftover.path, id)
  if (staging === undefined) return undefined
  let journal: Journal | undefined
  try {
    journal = await Journal.continue(staging.root)
    await removeOthers(staging.dir, journal.paths)
    return { staging, journal }
  } catch (error) {
    await journal?.[Symbol.asyncDispose]().catch(() => undefined)
    throw await givenBack(staging, leftover.path, error)
  }
}

/** The leftover of an interrupted merge of the same plan into the same place: the one that got farthest. */
export async function findResumable(target: string, merge: string): Promise<Leftover | undefined> {
  let best: Leftover | undefined
  for (const leftover of await findLeftovers(target)) {
    const header = await readJournalHeader(leftover.path)
    if (header?.merge === merge && leftover.bytes > (best?.bytes ?? -1)) best = leftover
  }
  return best
}

/** As {@link findResumable} for a plan whose sources are open. */
export async function findResumableOf(
  plan: MergePlan,
  sources: readonly Dataset[],
): Promise<Leftover | undefined> {
  if ((await findLeftovers(plan.output)).length === 0) return undefined
  return await findResumable(plan.output, await mergeIdentity(plan, sources))
}

/**
 * What an interrupted merge into this place was to merge. Throws `RECIPE_INVALID` when nothing says it, or several
 * leftovers say different things.
 */
export async function interruptedRecipe(target: string): Promise<Recipe> {
  const recipes = new Map<string, Recipe>()
  for (const { path } of await findLeftovers(target)) {
    const header = await readJournalHeader(path)
    if (header !== undefined) recipes.set(header.merge, header.recipe)
  }
  const [recipe] = recipes.values()
  if (recipe !== undefined && recipes.size === 1) return recipe
  throw new EngineError(
    'RECIPE_INVALID',
    recipe === undefined
      ? `no interrupted merge into ${target} that could be continued`
      : `${recipes.size} different merges into ${target} were interrupted`,
    { hint: 'Name the datasets, as when the merge was begun.' },
  )
}

/** Removes what no line of the journal speaks of: files that were begun, and all that is made anew. */
async function removeOthers(dir: string, kept: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isDirectory() && !kept.has(relative(dir, path).split(sep).join('/')))
      await writing(path, rm(path))
  }
}
