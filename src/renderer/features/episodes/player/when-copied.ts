import { isUndecodable } from './camera-failure.ts'
import type { Player } from './player.ts'
import type { PlayerState } from './player-state.ts'

/**
 * Resolves with the names of the cameras that are shown from copies, once there are such and no other one waits for its
 * copy. Of most episodes it never does, until it is given up: then with no names.
 */
export function whenCopied(player: Player, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Promise((resolve) => {
    const end = (names: readonly string[]): void => {
      unsubscribe()
      signal.removeEventListener('abort', giveUp)
      resolve(new Set(names))
    }
    const giveUp = (): void => {
      end([])
    }
    let last: PlayerState['cameras'] | undefined
    const look = (): void => {
      const { cameras, status } = player.getState()
      // Their pictures come first.
      if (cameras === last || (status.kind !== 'paused' && status.kind !== 'playing')) return
      last = cameras
      const names = copied(cameras)
      if (names.length > 0) end(names)
    }
    const unsubscribe = player.subscribe(look)
    signal.addEventListener('abort', giveUp)
    look()
  })
}

/** None while one waits for its copy. */
function copied(cameras: PlayerState['cameras']): readonly string[] {
  const all = [...cameras]
  const isWaiting = all.some(
    ([, state]) => state.kind === 'failed' && !state.isReplaced && isUndecodable(state.error),
  )
  if (isWaiting) return []
  return all.filter(([, { kind, isReplaced }]) => kind === 'ready' && isReplaced).map(([name]) => name)
}
