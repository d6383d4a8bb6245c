import { EngineError } from '#shared/errors.ts'
import { recipeSchema, type Recipe } from '#shared/plan.ts'
import { provenanceSchema } from '#shared/provenance.ts'

/** A recipe as a file, which `episplice merge --recipe` and the import read. */
export function recipeText(recipe: Recipe): string {
  return `${JSON.stringify(recipe, undefined, 2)}\n`
}

/**
 * Reads a recipe, or the one in the provenance of a merged dataset. `where` names the text in messages. Throws
 * `RECIPE_INVALID` with every problem.
 */
export function parseRecipe(text: string, where: string): Recipe {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new EngineError('RECIPE_INVALID', `${where} is not JSON`, { cause })
  }
  const provenance = provenanceSchema.safeParse(json)
  if (provenance.success) return provenance.data.recipe
  const recipe = recipeSchema.safeParse(json)
  if (recipe.success) return recipe.data
  const problems = recipe.error.issues
    .slice(0, 20)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
  throw new EngineError('RECIPE_INVALID', `${where}: ${problems.join('; ')}`, {
    hint: 'Choose a recipe that Episplice saved, or meta/episplice.json of a merged dataset.',
    details: { problems },
  })
}
