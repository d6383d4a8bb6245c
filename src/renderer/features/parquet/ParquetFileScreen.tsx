import { Screen } from '#renderer/ui/Screen.tsx'
import type { PlaceId } from '#shared/model/place.ts'

export function ParquetFileScreen({ place }: { readonly place: PlaceId }) {
  return <Screen title="Parquet">{place}</Screen>
}
