import { keymap } from '#renderer/keyboard/keymap.ts'
import { useShortcut } from '#renderer/keyboard/use-shortcut.ts'
import type { Player } from './player.ts'
import { speeds } from './player-state.ts'
import { setLooping, setSpeed } from './remembered.ts'

/** The keys of the player, as long as the component is there. */
export function usePlayerKeys(player: Player, { onGoTo }: { readonly onGoTo: () => void }): void {
  const keys = keymap.Player
  const step = (frames: number) => () => {
    player.step(frames)
  }
  const faster = (by: 1 | -1) => () => {
    const next = speeds[speeds.indexOf(player.getState().speed) + by]
    if (next !== undefined) setSpeed(player, next)
  }
  useShortcut(keys.play, () => {
    if (player.getState().isPlaying) player.pause()
    else player.play()
  })
  useShortcut(keys.back, step(-1))
  useShortcut(keys.on, step(1))
  useShortcut(keys.tenBack, step(-10))
  useShortcut(keys.tenOn, step(10))
  useShortcut(keys.secondBack, () => {
    player.step(-Math.round(player.getState().fps))
  })
  useShortcut(keys.secondOn, () => {
    player.step(Math.round(player.getState().fps))
  })
  useShortcut(keys.first, () => {
    player.step(-player.getState().length)
  })
  useShortcut(keys.last, () => {
    player.step(player.getState().length)
  })
  useShortcut(keys.slower, faster(-1))
  useShortcut(keys.pause, () => {
    player.pause()
  })
  useShortcut(keys.faster, faster(1))
  useShortcut(keys.loop, () => {
    setLooping(player, !player.getState().isLooping)
  })
  useShortcut(keys.goTo, onGoTo)
}
