import { api } from '#renderer/api/api.ts'
import { useHost } from '#renderer/features/shell/host-store.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { downloadText } from '#renderer/ui/download-text.ts'
import { toast } from '#renderer/ui/toast-store.ts'
import type { MergeId } from '#shared/model/history.ts'

/** Saves the recipe of a merge as a file. */
export async function exportRecipe(merge: MergeId): Promise<void> {
  const result = await api.call('history.exportRecipe', { merge })
  if (!result.ok) {
    notice(result.error)
    return
  }
  downloadText(result.value.fileName, result.value.text)
  // Where the system asks for a place, it shows what becomes of it, and the answer may be no.
  if (useHost.getState().host?.hasDialogs !== true)
    toast(`${result.value.fileName} goes where this browser keeps its downloads`)
}

/** Copies the command that does the same as a merge. */
export async function copyCommand(merge: MergeId): Promise<void> {
  const result = await api.call('history.command', { merge })
  if (result.ok) await copyText(result.value.command, 'The command is copied')
  else notice(result.error)
}
