import { api } from '#renderer/api/api.ts'
import { replaceDraft } from '#renderer/features/merge/draft-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import type { MergeId } from '#shared/model/history.ts'

/** Fills the merge screen with a recorded merge. False when that failed; it says why. */
export async function openAsDraft(merge: MergeId): Promise<boolean> {
  const result = await api.call('history.draft', { merge })
  if (result.ok) replaceDraft(result.value)
  else notice(result.error)
  return result.ok
}
