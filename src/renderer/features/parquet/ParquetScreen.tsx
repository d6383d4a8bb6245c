import { Screen } from '#renderer/ui/Screen.tsx'

export function ParquetScreen() {
  return <Screen title="Parquet">{null}</Screen>
}
