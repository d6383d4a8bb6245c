import { Clock3 } from 'lucide-react'
import { useLocation } from 'wouter'
import { useCall } from '#renderer/api/use-call.ts'
import { episodesPath } from '#shared/routes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'

const SHOWN = 10

/** The datasets opened last. */
export function RecentDatasets() {
  const recents = useCall('library.recents', {})
  const [, navigate] = useLocation()
  if (recents.kind !== 'done' || recents.value.length === 0) return null
  return (
    <Menu
      items={recents.value.slice(0, SHOWN).map(({ place }) => ({
        id: place.id,
        label: place.name,
        note: place.path,
        onSelect: () => {
          navigate(episodesPath(place.id))
        },
      }))}
    >
      <Button icon={Clock3}>Recent</Button>
    </Menu>
  )
}
