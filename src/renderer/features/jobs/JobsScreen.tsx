import { Screen } from '#renderer/ui/Screen.tsx'

export function JobsScreen() {
  return <Screen title="Jobs">{null}</Screen>
}
