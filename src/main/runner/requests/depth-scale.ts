import type { Dataset } from '#engine/index.ts'
import { DEPTH_DEFAULTS, isDepth } from '#engine/dataset/depth.ts'
import type { Feature } from '#engine/dataset/info.ts'
import { flat, type FeatureStats } from '#engine/dataset/stats.ts'
import type { DepthScale, QuantisedDepth } from '#shared/model/episode.ts'

const defaults: QuantisedDepth = {
  min: DEPTH_DEFAULTS['video.depth_min'],
  max: DEPTH_DEFAULTS['video.depth_max'],
  isLogarithmic: DEPTH_DEFAULTS['video.use_log'],
  shift: DEPTH_DEFAULTS['video.shift'],
}

/** What the pixels of a camera mean; undefined for one of colours (lerobot-v3-format, sections 4 and 12). */
export function depthScale(
  { info, stats }: Pick<Dataset, 'info' | 'stats'>,
  name: string,
): DepthScale | undefined {
  const feature = info.features.get(name)
  if (feature === undefined || !isDepth(feature)) return undefined
  const unit = feature.info?.['depth_unit']
  return {
    unit: unit === 'm' || unit === 'mm' ? unit : undefined,
    shown: usualDistances(stats?.get(name)),
    quantised: feature.dtype === 'video' ? quantised(feature) : undefined,
  }
}

function quantised({ info }: Feature): QuantisedDepth {
  const number = (key: string, otherwise: number): number => {
    const value = info?.[`video.${key}`]
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
  }
  const [min, max] = [number('depth_min', defaults.min), number('depth_max', defaults.max)]
  const shift = number('shift', defaults.shift)
  const isLogarithmic = info?.['video.use_log'] !== false
  // What cannot be taken a logarithm of, or has no extent, was not written by a recorder.
  return min < max && (!isLogarithmic || min + shift > 0) ? { min, max, isLogarithmic, shift } : defaults
}

/** All but the nearest and the farthest hundredth, so that single odd pixels do not take the colours from the rest. */
function usualDistances(stats: FeatureStats | undefined): DepthScale['shown'] {
  const number = (...keys: string[]): number | undefined =>
    keys.flatMap((key) => (stats?.[key] === undefined ? [] : flat(stats[key]).slice(0, 1)))[0]
  const [near, far] = [number('q01', 'min'), number('q99', 'max')]
  return near !== undefined && far !== undefined && near < far && Number.isFinite(far - near)
    ? { near, far }
    : undefined
}
