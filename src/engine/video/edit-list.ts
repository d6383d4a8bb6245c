import { entryCount, findBox, readUint64, unsupportedMp4, versionOf, type Box } from './boxes.ts'

/** What stretch of a track is shown, and when. */
export interface EditList {
  /** Movie ticks before the first frame: an "empty edit". */
  readonly delay: number
  /** Composition time (media ticks) of what is shown first. Frames before it are decoded and not shown. */
  readonly mediaTime: number
  /** Movie ticks that are shown; Infinity for all that follows. */
  readonly duration: number
}

/**
 * Reads `edts/elst` of a track in the forms that camera files have: empty edits, then one stretch of media at normal
 * speed. Undefined when there is none, and the track is shown whole at its own times. Throws `MP4_UNSUPPORTED` for
 * cuts, repeats and slow motion.
 */
export function readEditList(trak: Box): EditList | undefined {
  const elst = findBox(trak, 'edts', 'elst')
  if (elst === undefined) return undefined
  const long = versionOf(elst) === 1
  const entryBytes = long ? 20 : 12
  const count = entryCount(elst, 4, entryBytes)
  const { body } = elst
  let delay = 0
  let shown: EditList | undefined
  for (let i = 0, at = 8; i < count; i++, at += entryBytes) {
    const duration = long ? readUint64(body, at) : body.getUint32(at)
    const mediaTime = long ? Number(body.getBigInt64(at + 8)) : body.getInt32(at + 4)
    const rate = body.getInt32(at + entryBytes - 4)
    if (mediaTime < 0) {
      if (shown === undefined) delay += duration
    } else if (shown === undefined && rate === 0x10000) {
      // A duration of 0 is how fragmented files say "all that will follow".
      shown = { delay, mediaTime, duration: duration === 0 ? Infinity : duration }
    } else {
      throw unsupportedMp4(elst.path, `its edit list cuts the video (entry ${i + 1} of ${count})`)
    }
  }
  return shown
}
