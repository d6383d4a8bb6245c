import type { MergeDraft } from './model/merge.ts'
import { mergeOptionsSchema } from './plan.ts'

/** A draft without sources and what was chosen for them; output folder, sizes and check stay. */
export function withoutContent(draft: MergeDraft): MergeDraft {
  const { dataMb, videoMb, chunkSize, quantiles } = draft.options
  return {
    ...draft,
    sources: [],
    options: { ...mergeOptionsSchema.parse({}), dataMb, videoMb, chunkSize, quantiles },
    output: { ...draft.output, name: '' },
  }
}
