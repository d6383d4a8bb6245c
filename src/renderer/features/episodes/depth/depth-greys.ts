import type { DepthScale, QuantisedDepth } from '#shared/model/episode.ts'
import { turbo } from './turbo.ts'

/** A part of a video's greys, as shares of the brightest. */
export interface GreyLevels {
  readonly from: number
  readonly to: number
}

const allGreys: GreyLevels = { from: 0, to: 1 }

/** The distances that get the first and the last colour; all that a video can hold where nothing else is known. */
export function shownDistances({ unit, shown, quantised }: DepthScale): DepthScale['shown'] {
  if (shown !== undefined || quantised === undefined) return shown
  const perMetre = unit === 'mm' ? 1000 : 1
  return { near: quantised.min * perMetre, far: quantised.max * perMetre }
}

/** The greys of a depth video that lie between the distances that are shown. */
export function shownGreys(depth: DepthScale): GreyLevels {
  const [shown, { quantised }] = [shownDistances(depth), depth]
  if (shown === undefined || quantised === undefined) return allGreys
  const perMetre = depth.unit === 'mm' ? 1000 : 1
  const from = greyOf(shown.near / perMetre, quantised)
  const to = greyOf(shown.far / perMetre, quantised)
  // Statistics of something else than what the video holds.
  return to - from > 0.001 ? { from, to } : allGreys
}

/** The pixels for the 256 greys of a picture that shows these levels of a video. */
export function greyColours(depth: DepthScale, { from, to }: GreyLevels = allGreys): Uint32Array {
  const [shown, { quantised }] = [shownDistances(depth), depth]
  const perMetre = depth.unit === 'mm' ? 1000 : 1
  return Uint32Array.from({ length: 256 }, (_, grey) => {
    const share = from + (grey / 255) * (to - from)
    if (shown === undefined || quantised === undefined) return turbo(share)
    return turbo((distanceOf(share, quantised) * perMetre - shown.near) / (shown.far - shown.near))
  })
}

/** The grey of a distance in metres, as a share of the brightest (lerobot-v3-format, section 12). */
function greyOf(distance: number, { min, max, isLogarithmic, shift }: QuantisedDepth): number {
  const at = Math.min(max, Math.max(min, distance))
  return isLogarithmic
    ? Math.log((at + shift) / (min + shift)) / Math.log((max + shift) / (min + shift))
    : (at - min) / (max - min)
}

function distanceOf(grey: number, { min, max, isLogarithmic, shift }: QuantisedDepth): number {
  return isLogarithmic
    ? (min + shift) * ((max + shift) / (min + shift)) ** grey - shift
    : min + grey * (max - min)
}
