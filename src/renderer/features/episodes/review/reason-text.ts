import type { SuspicionReason } from '#shared/model/review.ts'
import { shortCameraName } from '#renderer/format/camera-name.ts'
import { formatCount } from '#renderer/format/numbers.ts'

/** Why an episode is worth a look, in a few words. */
export function reasonText(reason: SuspicionReason, length: number): string {
  switch (reason.kind) {
    case 'length':
      return `${length < reason.median ? 'Much shorter' : 'Much longer'} than usual (${formatCount(Math.round(reason.median))} frames)`
    case 'short':
      return `Only ${reason.seconds.toFixed(2)} s`
    case 'duplicate':
      return `Same pictures as episode ${formatCount(reason.of)}`
    case 'still':
      return 'Nothing moves'
    case 'jump':
      return `${reason.joint} jumps at frame ${formatCount(reason.frame)}`
    case 'stuck':
      return `${reason.joint} does not follow its action`
    case 'dark':
      return `${shortCameraName(reason.camera)} is nearly black`
    case 'frozen':
      return `${shortCameraName(reason.camera)} stands still from frame ${formatCount(reason.from)} to ${formatCount(reason.to - 1)} while the robot moves`
  }
}
