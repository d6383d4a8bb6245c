import { Screen } from '#renderer/ui/Screen.tsx'
import type { PlaceId } from '#shared/model/place.ts'

export function EpisodesScreen({ place }: { readonly place: PlaceId }) {
  return <Screen title="Episodes">{place}</Screen>
}
