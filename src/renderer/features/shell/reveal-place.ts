import type { PlaceId } from '#shared/model/place.ts'
import { api } from '#renderer/api/api.ts'
import { notice } from './notices-store.ts'

/** Shows a file or folder in the system's file manager. */
export async function revealPlace(place: PlaceId): Promise<void> {
  const result = await api.call('app.reveal', { place })
  if (!result.ok) notice(result.error)
}
