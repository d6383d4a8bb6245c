import { hasStatistics } from '#engine/dataset/info.ts'
import { episodeSchemaOf } from './episode-schema.ts'
import { trimmedStats } from './trimmed-stats.ts'
import type { VerifyContext } from './verify.ts'
import { isFromRows, knownStats } from './write-stats.ts'

/**
 * Proves that stats.json says something of every feature that it can: of numbers that are computed from the rows always,
 * of others where the sources say something. Without sources nobody knows what they said.
 */
export async function verifyStatistics(context: VerifyContext): Promise<void> {
  const { verifier, result, provenance, against } = context
  const options = against?.plan.recipe.options ?? provenance?.recipe.options
  if (options === undefined) return
  for (const [name, feature] of result.info.features) {
    if (!hasStatistics(feature)) continue
    const mayLack = async (): Promise<boolean> =>
      !isFromRows(name, feature, options) && (against === undefined || !(await isKnown(name, context)))
    verifier.check(
      result.stats?.has(name) === true || (await mayLack()),
      `stats.json ${name}`,
      () => `meta/stats.json has no statistics of ${name}`,
    )
  }
}

async function isKnown(name: string, { against, result, pool, signal }: VerifyContext): Promise<boolean> {
  const { plan, sources } = against!
  const trimmed = await trimmedStats(plan, { sources, pool, signal })
  const options = { schema: episodeSchemaOf(sources.datasets), sources, pool, trimmed }
  return (await knownStats(name, result.info.features.get(name), plan, options)) !== undefined
}
