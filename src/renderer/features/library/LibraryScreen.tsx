import { Screen } from '#renderer/ui/Screen.tsx'

export function LibraryScreen() {
  return <Screen title="Library">{null}</Screen>
}
