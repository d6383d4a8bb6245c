import { Screen } from '#renderer/ui/Screen.tsx'

export function HistoryScreen() {
  return <Screen title="History">{null}</Screen>
}
