import { Screen } from '#renderer/ui/Screen.tsx'

export function MergeScreen() {
  return <Screen title="Merge">{null}</Screen>
}
