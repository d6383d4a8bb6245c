import { isUndecodable } from './camera-failure.ts'
import type { Player } from './player.ts'
import type { PlayerState } from './player-state.ts'
import { untilPlayer } from './until-player.ts'

/**
 * Resolves with the names of the cameras that are shown from copies, once there are such and no other one waits for its
 * copy. Of most episodes it never does, until it is given up: then with no names.
 */
export async function whenCopied(player: Player, signal: AbortSignal): Promise<ReadonlySet<string>> {
  let last: PlayerState['cameras'] | undefined
  const names = await untilPlayer(player, signal, ({ cameras, status }) => {
    // Their pictures come first.
    if (cameras === last || (status.kind !== 'paused' && status.kind !== 'playing')) return undefined
    last = cameras
    const own = copied(cameras)
    return own.length > 0 ? own : undefined
  })
  return new Set(names)
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
