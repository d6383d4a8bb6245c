import { Screen } from '#renderer/ui/Screen.tsx'
import type { MergeId } from '#shared/model/history.ts'

export function HistoryEntryScreen({ merge }: { readonly merge: MergeId }) {
  return <Screen title="Merge">{merge}</Screen>
}
