import { hasStatistics, type Feature } from '#engine/dataset/info.ts'
import { episodeSchemaOf } from './episode-schema.ts'
import { trimmedStats, type TrimmedStats } from './trimmed-stats.ts'
import type { VerifyContext } from './verify.ts'
import { isFromRows, knownStats } from './write-stats.ts'

/**
 * Proves that stats.json says something of every feature that it can: of numbers that are computed from the rows always,
 * of others where the sources say something. Without sources nobody knows what they said.
 */
export async function verifyStatistics(context: VerifyContext): Promise<void> {
  const { verifier, result, provenance, against, pool, signal } = context
  const options = against?.plan.recipe.options ?? provenance?.recipe.options
  if (options === undefined) return
  let trimmed: Promise<TrimmedStats> | undefined
  const isKnown = async (name: string, feature: Feature): Promise<boolean> => {
    if (against === undefined) return false
    const { plan, sources } = against
    trimmed ??= trimmedStats(plan, { sources, pool, signal })
    const schema = episodeSchemaOf(sources.datasets)
    return (
      (await knownStats(name, feature, plan, { schema, sources, pool, trimmed: await trimmed })) !== undefined
    )
  }
  for (const [name, feature] of result.info.features) {
    if (!hasStatistics(feature)) continue
    const mayLack = async (): Promise<boolean> =>
      !isFromRows(name, feature, options) && !(await isKnown(name, feature))
    verifier.check(
      result.stats?.has(name) === true || (await mayLack()),
      `stats.json ${name}`,
      () => `meta/stats.json has no statistics of ${name}`,
    )
  }
}
