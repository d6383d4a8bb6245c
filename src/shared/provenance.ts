import { z } from 'zod'
import { framesSchema, recipeSchema } from './plan.ts'

const digest = z.string().regex(/^[0-9a-f]{32}$/)

/**
 * `meta/episplice.json` in a merged dataset: how it was made, and proof of what it holds. No clock times and no
 * places: the same recipe on the same sources gives the same bytes anywhere.
 */
export const provenanceSchema = z.strictObject({
  episplice: z.literal('provenance/1'),
  recipe: recipeSchema,
  /** By `episode_index` of the result. */
  episodes: z.array(
    z.strictObject({
      /** Position of the source in the recipe, and the episode's number there. */
      source: z.number().int().nonnegative(),
      episode: z.number().int().nonnegative(),
      /** Frames `[from, to)` of it that were kept; absent for all. */
      trim: framesSchema.optional(),
      copy: z.enum(['splice', 'encode']),
      /** Digest of the unchanged columns, taken while the source was read. */
      rows: digest,
      /** Digest of the episode's task texts, in the episode list and row by row. */
      tasks: digest,
      /** Digest of the video packets by camera, taken while the source was read. */
      frames: z.record(z.string(), digest),
    }),
  ),
})
/** See {@link provenanceSchema}. */
export type Provenance = z.infer<typeof provenanceSchema>

/** Where in a dataset its provenance is. */
export const PROVENANCE_PATH = 'meta/episplice.json'
