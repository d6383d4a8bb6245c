import { readFile } from 'node:fs/promises'
import { EngineError } from '#shared/errors.ts'
import {
  mergeOptionsSchema,
  mergePlanSchema,
  type MergeOptions,
  type MergePlan,
  type Recipe,
  type Trim,
} from '#shared/plan.ts'
import { parseRecipe } from '#main/services/again/recipe-text.ts'
import { parseEpisodes, parseRenames, parseTrims } from './specs.ts'

/** The options that `plan` and `merge` share, as commander gives them. */
export interface MergeFlags {
  readonly out?: string | undefined
  readonly episodes: string[]
  readonly trim: string[]
  readonly renameTask: string[]
  readonly dataMb?: string | undefined
  readonly videoMb?: string | undefined
  readonly chunkSize?: string | undefined
  readonly quantiles?: string | undefined
  readonly robotType?: string | undefined
  readonly firstNames?: true | undefined
  readonly dropAudio?: true | undefined
  readonly skipBroken?: true | undefined
  readonly recipe?: string | undefined
  readonly acceptChanges?: true | undefined
}

/** What to merge, from the command line alone or from a recipe and the command line. */
export interface MergeRequest {
  readonly sources: readonly string[]
  readonly options: MergeOptions
  readonly episodes: readonly (readonly number[] | undefined)[]
  readonly trims: readonly (readonly Trim[] | undefined)[]
  /** Where it comes from one: what its sources were. */
  readonly recipe: Recipe | undefined
}

/**
 * Combines a recipe, the one given or the one that the flags name, with the command line. Named sources replace the
 * recipe's places, one for each in order; given options win over the recipe's. Throws `OPTION_INVALID`,
 * `RECIPE_INVALID` or `NO_SOURCES`.
 */
export async function mergeRequest(
  named: readonly string[],
  flags: MergeFlags,
  given?: Recipe,
): Promise<MergeRequest> {
  const recipe = given ?? (flags.recipe === undefined ? undefined : await readRecipe(flags.recipe))
  const sources =
    named.length > 0
      ? named
      : (recipe?.sources.map(({ path, name }) => {
          if (path !== undefined) return path
          throw new EngineError('RECIPE_INVALID', `the recipe does not say where ${name} is`, {
            hint: `Name the datasets in the recipe's order: ${recipe.sources.map((source) => source.name).join(' ')}`,
          })
        }) ?? [])
  if (sources.length === 0)
    throw new EngineError('NO_SOURCES', 'no datasets named', { hint: 'episplice merge SRC... --out DIR' })
  if (recipe !== undefined && recipe.sources.length !== sources.length) {
    throw new EngineError(
      'RECIPE_INVALID',
      `the recipe has ${recipe.sources.length} sources, ${sources.length} are named`,
    )
  }
  const chosen = parseEpisodes(flags.episodes, sources.length)
  const trims = parseTrims(flags.trim, sources.length)
  return {
    sources,
    options: optionsOf(flags, recipe?.options),
    episodes: chosen.map((own, source) => own ?? recipe?.sources[source]?.episodes),
    trims: trims.map((own, source) => own ?? trimsOf(recipe?.sources[source], chosen[source])),
    recipe,
  }
}

/** The recipe's, of those episodes that are still taken when the command line chose others. */
function trimsOf(
  source: Recipe['sources'][number] | undefined,
  chosen: readonly number[] | undefined,
): readonly Trim[] | undefined {
  if (chosen === undefined) return source?.trims
  const taken = new Set(chosen)
  return source?.trims?.filter(({ episode }) => taken.has(episode))
}

const settledFlags = [
  'episodes',
  'trim',
  'renameTask',
  'dataMb',
  'videoMb',
  'chunkSize',
  'quantiles',
  'robotType',
  'firstNames',
  'dropAudio',
  'skipBroken',
  'recipe',
  'acceptChanges',
] as const satisfies readonly (keyof MergeFlags)[]

/** The options given that a plan has settled, as they are written. */
export function flagsBesidePlan(flags: MergeFlags): string[] {
  return settledFlags
    .filter((key) => {
      const value = flags[key]
      return Array.isArray(value) ? value.length > 0 : value !== undefined
    })
    .map(flagName)
}

function optionsOf(flags: MergeFlags, recipe: MergeOptions | undefined): MergeOptions {
  const given = {
    renameTasks: flags.renameTask.length > 0 ? parseRenames(flags.renameTask) : undefined,
    dataMb: numberOf(flags.dataMb),
    videoMb: numberOf(flags.videoMb),
    chunkSize: numberOf(flags.chunkSize),
    quantiles: flags.quantiles,
    robotType: flags.robotType,
    firstNames: flags.firstNames,
    dropAudio: flags.dropAudio,
  }
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const parsed = mergeOptionsSchema.safeParse({ ...recipe, ...set })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${flagName(String(path[0]))}: ${message}`)
  throw new EngineError('OPTION_INVALID', problems.join('; '), { details: { problems } })
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text === '' ? NaN : text)
}

function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/** Reads a recipe: a saved one, or the provenance inside a merged dataset. */
async function readRecipe(path: string): Promise<Recipe> {
  return parseRecipe(await readText(path), path)
}

/** Reads a plan that `plan --json` printed. Throws `PLAN_INVALID` with every problem. */
export async function readPlan(path: string): Promise<MergePlan> {
  const parsed = mergePlanSchema.safeParse(planOf(await readText(path), path))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, 20)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new EngineError('PLAN_INVALID', `${path}: ${problems.join('; ')}`, { details: { problems } })
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new EngineError('FILE_MISSING', `cannot read ${path}`, { cause })
  }
}

function planOf(text: string, path: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    // `plan --json` wraps the plan together with its findings.
    return typeof json === 'object' && json !== null && 'plan' in json ? json.plan : json
  } catch (cause) {
    throw new EngineError('PLAN_INVALID', `${path} is not JSON`, { cause })
  }
}
