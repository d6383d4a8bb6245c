import type { SuspicionReason } from '#shared/model/review.ts'
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
  }
}
