import { readFile } from 'node:fs/promises'
import { EngineError, type ErrorCode } from '#shared/errors.ts'
import {
  mergeOptionsSchema,
  mergePlanSchema,
  recipeSchema,
  type MergeOptions,
  type MergePlan,
} from '#shared/plan.ts'
import { provenanceSchema } from '#shared/provenance.ts'
import type { z } from 'zod'
import { parseEpisodes, parseRenames } from './specs.ts'

/** The options that `plan` and `merge` share, as commander gives them. */
export interface MergeFlags {
  readonly out?: string | undefined
  readonly episodes: string[]
  readonly renameTask: string[]
  readonly dataMb?: string | undefined
  readonly videoMb?: string | undefined
  readonly chunkSize?: string | undefined
  readonly quantiles?: string | undefined
  readonly robotType?: string | undefined
  readonly firstNames?: true | undefined
  readonly dropAudio?: true | undefined
  readonly recipe?: string | undefined
}

/** What to merge, from the command line alone or from a recipe and the command line. */
export interface MergeRequest {
  readonly sources: readonly string[]
  readonly options: MergeOptions
  readonly episodes: readonly (readonly number[] | undefined)[]
}

/**
 * Combines a recipe with the command line. Named sources replace the recipe's places, one for each in order;
 * given options win over the recipe's. Throws `OPTION_INVALID`, `RECIPE_INVALID` or `NO_SOURCES`.
 */
export async function mergeRequest(named: readonly string[], flags: MergeFlags): Promise<MergeRequest> {
  const recipe = flags.recipe === undefined ? undefined : await readRecipe(flags.recipe)
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
  return {
    sources,
    options: optionsOf(flags, recipe?.options),
    episodes: chosen.map((own, source) => own ?? recipe?.sources[source]?.episodes),
  }
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
async function readRecipe(path: string) {
  const json = await readJson(path, 'RECIPE_INVALID')
  const provenance = provenanceSchema.safeParse(json)
  return provenance.success ? provenance.data.recipe : parse(recipeSchema, json, path, 'RECIPE_INVALID')
}

/** Reads a plan that `plan --json` printed. Throws `PLAN_INVALID` with every problem. */
export async function readPlan(path: string): Promise<MergePlan> {
  return parse(mergePlanSchema, await readJson(path, 'PLAN_INVALID'), path, 'PLAN_INVALID')
}

async function readJson(path: string, code: ErrorCode): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new EngineError('FILE_MISSING', `cannot read ${path}`, { cause })
  }
  try {
    const json: unknown = JSON.parse(text)
    // `plan --json` wraps the plan together with its findings.
    return typeof json === 'object' && json !== null && 'plan' in json ? json.plan : json
  } catch (cause) {
    throw new EngineError(code, `${path} is not JSON`, { cause })
  }
}

function parse<T>(schema: z.ZodType<T>, json: unknown, path: string, code: ErrorCode): T {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues
    .slice(0, 20)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new EngineError(code, `${path}: ${problems.join('; ')}`, { details: { problems } })
}
