import type { Place } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { notice } from '#renderer/features/shell/notices-store.ts'

/** Shows a place in the system's file manager. */
export async function revealPlace({ id }: Place): Promise<void> {
  const result = await api.call('app.reveal', { place: id })
  if (!result.ok) notice(result.error)
}
