import type { Finding } from '#shared/findings.ts'
import type { MergeOptions } from '#shared/plan.ts'
import type { DatasetInfo, Feature } from '#engine/dataset/info.ts'
import { formatPythonJson, sameJson, type JsonObject, type JsonValue } from '#engine/dataset/python-json.ts'

/** The keys of `info` that say how a video was encoded; they may differ between sources (merge-rules, section 4). */
export const ENCODER_KEYS = [
  'video.g',
  'video.crf',
  'video.preset',
  'video.fast_decode',
  'video.extra_options',
  'video.video_backend',
] as const

const SIZE_KEYS: readonly string[] = ['video.height', 'video.width']
const DEPTH_KEY = 'is_depth_map'
const LEGACY_DEPTH_KEY = 'video.is_depth_map'

/** Whether a camera shows depth: any of the three spellings that recorders have used. */
export function isDepth(feature: Feature): boolean {
  const old = feature.raw['video_info']
  const legacy = typeof old === 'object' && old !== null ? (old as JsonObject)[LEGACY_DEPTH_KEY] : undefined
  return [feature.info?.[DEPTH_KEY], feature.info?.[LEGACY_DEPTH_KEY], legacy].some(
    (marker) => marker === true,
  )
}

/** Compares the features of one source with those of the first. All differences, not the first. */
export function compareFeatures(
  first: DatasetInfo,
  own: DatasetInfo,
  source: number,
  options: MergeOptions,
): Finding[] {
  const findings: Finding[] = []
  for (const name of first.features.keys()) {
    if (!own.features.has(name)) {
      findings.push(
        difference('FEATURE_MISSING', 'blocking', source, name, `${name} is missing.`, 'present', 'missing'),
      )
    }
  }
  for (const [name, feature] of own.features) {
    const reference = first.features.get(name)
    if (reference === undefined) {
      findings.push(
        difference(
          'FEATURE_EXTRA',
          'blocking',
          source,
          name,
          `${name} is not in the first dataset.`,
          'absent',
          'present',
        ),
      )
    } else
      findings.push(
        ...compareFeature({
          name,
          first: reference,
          own: feature,
          source,
          sameFps: first.fps === own.fps,
          options,
        }),
      )
  }
  return findings
}

function difference(
  code: Finding['code'],
  tier: Finding['tier'],
  source: number,
  subject: string,
  message: string,
  expected: string,
  actual: string,
): Finding {
  return { code, tier, source, subject, message, expected, actual }
}

/** One feature in the first source and in another one. */
interface Comparison {
  readonly name: string
  readonly first: Feature
  readonly own: Feature
  readonly source: number
  /** Whether the two datasets have the same frame rate. */
  readonly sameFps: boolean
  readonly options: MergeOptions
}

function compareFeature(comparison: Comparison): Finding[] {
  const { name, first, own, source, options } = comparison
  const findings: Finding[] = []
  const differs = (
    code: Finding['code'],
    tier: Finding['tier'],
    what: string,
    expected: string,
    actual: string,
  ): void => {
    findings.push(difference(code, tier, source, name, `${name} ${what}.`, expected, actual))
  }
  if (first.dtype !== own.dtype)
    differs('FEATURE_DTYPE', 'blocking', 'has another type', first.dtype, own.dtype)
  if (!sameJson(first.shape, own.shape)) {
    const isPicture = first.dtype === 'video' || first.dtype === 'image'
    differs(
      isPicture ? 'VIDEO_SIZE' : 'FEATURE_SHAPE',
      'blocking',
      isPicture ? 'has another picture size' : 'has another shape',
      `[${first.shape.join(', ')}]`,
      `[${own.shape.join(', ')}]`,
    )
  }
  const [names, ownNames] = [first.names ?? null, own.names ?? null]
  if (!sameJson(names, ownNames) && sameJson(first.shape, own.shape)) {
    const isKnownOnce = names === null || ownNames === null
    findings.push({
      ...difference(
        'FEATURE_NAMES',
        isKnownOnce || options.firstNames ? 'advisory' : 'fixable',
        source,
        name,
        `${name} names its elements otherwise.`,
        brief(names),
        brief(ownNames),
      ),
      ...(isKnownOnce || options.firstNames
        ? {}
        : { fix: { option: '--first-names', label: 'Use the names of the first dataset' } }),
    })
  }
  return [...findings, ...compareInfo(comparison)]
}

function compareInfo({ name, first, own, source, sameFps, options }: Comparison): Finding[] {
  const findings: Finding[] = []
  const [a, b] = [normaliseInfo(first), normaliseInfo(own)]
  const encoder = ENCODER_KEYS.filter((key) => !sameJson(first.info?.[key] ?? null, own.info?.[key] ?? null))
  if (encoder.length > 0 && first.dtype === 'video') {
    findings.push(
      difference(
        'ENCODER_SETTINGS',
        'advisory',
        source,
        name,
        `${name} was encoded with other settings (${encoder.join(', ')}). The result leaves them open.`,
        encoder.map((key) => brief(first.info?.[key] ?? null)).join(', '),
        encoder.map((key) => brief(own.info?.[key] ?? null)).join(', '),
      ),
    )
  }
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    // That the datasets differ in frame rate, or the pictures in size, is said once.
    if (
      sameJson(a[key], b[key]) ||
      (key === 'video.fps' && !sameFps) ||
      (SIZE_KEYS.includes(key) && !sameJson(first.shape, own.shape))
    )
      continue
    const known = a[key] !== undefined && b[key] !== undefined
    const [code, tier] = infoDifference(key, known, isDepth(first) || isDepth(own), options)
    findings.push({
      ...difference(
        code,
        tier,
        source,
        name,
        `${name}: ${key} differs.`,
        brief(a[key] ?? null),
        brief(b[key] ?? null),
      ),
      ...(tier === 'fixable' ? { fix: { option: '--drop-audio', label: 'Leave audio out' } } : {}),
    })
  }
  return findings
}

/** A key that only one side states is no conflict: the result takes it over. Audio is judged by the files. */
function infoDifference(
  key: string,
  known: boolean,
  depth: boolean,
  options: MergeOptions,
): [Finding['code'], Finding['tier']] {
  if (key === DEPTH_KEY) return ['FEATURE_INFO', 'blocking']
  if (key === 'has_audio' || key.startsWith('audio.'))
    return ['VIDEO_AUDIO', options.dropAudio ? 'advisory' : 'fixable']
  if (!known) return ['FEATURE_INFO', 'advisory']
  if (key === 'video.codec') return ['VIDEO_CODEC', 'advisory']
  if (key === 'video.pix_fmt') return ['VIDEO_PIXEL_FORMAT', depth ? 'blocking' : 'advisory']
  if (SIZE_KEYS.includes(key)) return ['VIDEO_SIZE', 'blocking']
  if (key === 'video.fps') return ['VIDEO_FPS', 'blocking']
  return ['FEATURE_INFO', 'blocking']
}

/** `info` without encoder settings, with the depth marker under its present name. */
function normaliseInfo(feature: Feature): JsonObject {
  const { info = {} } = feature
  // No sound is what a missing key says as well.
  const isSilent = info['has_audio'] !== true
  const isSettled = (key: string): boolean =>
    key === LEGACY_DEPTH_KEY || isEncoderKey(key) || (key === 'has_audio' && isSilent)
  return { ...without(info, isSettled), [DEPTH_KEY]: isDepth(feature) }
}

function isEncoderKey(key: string): boolean {
  return (ENCODER_KEYS as readonly string[]).includes(key)
}

function without(object: JsonObject, isUnwanted: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !isUnwanted(key)))
}

function brief(value: JsonValue): string {
  const text = formatPythonJson(value).replaceAll(/\s+/g, ' ')
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}

/** Features that state another frame rate than their dataset, as converted ones may. */
export function checkFeatureRates({ features, fps }: DatasetInfo, source: number): Finding[] {
  return [...features].flatMap(([name, { raw }]) =>
    raw['fps'] === undefined || sameJson(raw['fps'], fps)
      ? []
      : [
          difference(
            'FEATURE_FPS',
            'blocking',
            source,
            name,
            `${name} states another frame rate than its dataset.`,
            String(fps),
            brief(raw['fps']),
          ),
        ],
  )
}

/** The merged `features` of info.json: the first source's, completed from the others. */
export function mergeFeatures(infos: readonly DatasetInfo[], options: MergeOptions): JsonObject {
  const [first] = infos
  return Object.fromEntries(
    [...(first?.features.keys() ?? [])].map((name) => [
      name,
      mergeFeature(
        infos.flatMap((info) => info.features.get(name) ?? []),
        options,
      ),
    ]),
  )
}

function mergeFeature(features: readonly Feature[], options: MergeOptions): JsonObject {
  const [first] = features
  const merged: Record<string, JsonValue> = { ...first!.raw }
  for (const { raw } of features) {
    for (const [key, value] of Object.entries(raw)) merged[key] ??= value
  }
  if (first!.dtype === 'video') {
    delete merged['video_info']
    merged['info'] = mergeVideoInfo(features, options)
  }
  // Nothing to merge: the very object that was read keeps the spelling of its numbers.
  return sameJson(merged, first!.raw) ? first!.raw : merged
}

/** merge-rules, section 4: encoder settings survive where all sources agree, else they become null. */
function mergeVideoInfo(features: readonly Feature[], options: MergeOptions): JsonObject {
  const merged: Record<string, JsonValue> = {}
  for (const { info } of features) {
    for (const [key, value] of Object.entries(info ?? {})) if (merged[key] === undefined) merged[key] = value
  }
  for (const key of ENCODER_KEYS) {
    const values = features.map((feature) => feature.info?.[key] ?? null)
    const agree = values.every((value) => sameJson(value, values[0]))
    merged[key] = agree ? values[0]! : key === 'video.extra_options' ? {} : null
  }
  merged['video.video_backend'] = 'pyav'
  merged[DEPTH_KEY] = features.some(isDepth)
  if (options.dropAudio) merged['has_audio'] = false
  return without(merged, (key) => key === LEGACY_DEPTH_KEY || (options.dropAudio && key.startsWith('audio.')))
}
