import type { Player } from './player.ts'
import type { Speed } from './player-state.ts'
import { useViewerPreferences } from './viewer-preferences.ts'

/** Changes the speed, now and for later. */
export function setSpeed(player: Player, speed: Speed): void {
  player.setSpeed(speed)
  useViewerPreferences.setState({ speed })
}

/** Plays again and again or once, now and later. */
export function setLooping(player: Player, isLooping: boolean): void {
  player.setLooping(isLooping)
  useViewerPreferences.setState({ isLooping })
}

/** Hides or shows a camera, now and later. */
export function setHidden(player: Player, camera: string, isHidden: boolean): void {
  player.setHidden(camera, isHidden)
  const { enlarged } = useViewerPreferences.getState()
  useViewerPreferences.setState({
    hidden: [...player.getState().hidden],
    ...(isHidden && enlarged === camera ? { enlarged: undefined } : {}),
  })
}
