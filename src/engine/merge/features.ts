import type { Finding } from '#shared/findings.ts'
import type { MergeOptions } from '#shared/plan.ts'
import type { DatasetInfo, Feature } from '#engine/dataset/info.ts'
import { DEPTH_DEFAULTS, DEPTH_KEY, isDepth, LEGACY_DEPTH_KEY } from '#engine/dataset/depth.ts'
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

/**
 * Compares the features of each source with those of the first, and what the first leaves open with what the sources before
 * it say: the result takes that over for all. By source; all differences, not the first.
 */
export function compareFeatures(infos: readonly DatasetInfo[], options: MergeOptions): Finding[][] {
  const [first] = infos
  const completed = new Map(first?.features)
  return infos.map((own, source) => {
    if (first === undefined || source === 0) return []
    const findings = compareSource(first, completed, own, source, options)
    for (const [name, feature] of own.features) {
      const known = completed.get(name)
      if (known !== undefined) completed.set(name, completedBy(known, feature))
    }
    return findings
  })
}

/** Sound is judged by the files, encoder settings by all sources, and no mark of depth says as much as any. */
function isComparedWithFirst(key: string): boolean {
  return isEncoderKey(key) || isAudioKey(key) || key === DEPTH_KEY || key === LEGACY_DEPTH_KEY
}

/** A feature with what only another source says of it. */
function completedBy(known: Feature, own: Feature): Feature {
  const more = without(own.info ?? {}, isComparedWithFirst)
  return { ...known, names: known.names ?? own.names, info: { ...more, ...known.info } }
}

function compareSource(
  first: DatasetInfo,
  completed: ReadonlyMap<string, Feature>,
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
    const reference = completed.get(name)
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

/** One feature in the first source, completed from those before, and in another one. */
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
  const [a, b] = [normaliseInfo(first, own), normaliseInfo(own, first)]
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
  if (isAudioKey(key)) return ['VIDEO_AUDIO', options.dropAudio ? 'advisory' : 'fixable']
  if (!known) return ['FEATURE_INFO', 'advisory']
  if (key === 'video.codec') return ['VIDEO_CODEC', 'advisory']
  if (key === 'video.pix_fmt') return ['VIDEO_PIXEL_FORMAT', depth ? 'blocking' : 'advisory']
  if (SIZE_KEYS.includes(key)) return ['VIDEO_SIZE', 'blocking']
  if (key === 'video.fps') return ['VIDEO_FPS', 'blocking']
  return ['FEATURE_INFO', 'blocking']
}

/**
 * `info` without encoder settings, with the depth marker under its present name. Where both sources show depth as video, what
 * one leaves out is what recorders use that do not write it down: the result would say the other's of its frames.
 */
function normaliseInfo(feature: Feature, other: Feature): JsonObject {
  const { info = {} } = feature
  // No sound is what a missing key says as well.
  const isSilent = info['has_audio'] !== true
  const isSettled = (key: string): boolean =>
    key === LEGACY_DEPTH_KEY || isEncoderKey(key) || (key === 'has_audio' && isSilent)
  const isDepthVideo = [feature, other].every((own) => own.dtype === 'video' && isDepth(own))
  return {
    ...(isDepthVideo ? DEPTH_DEFAULTS : {}),
    ...without(info, isSettled),
    [DEPTH_KEY]: isDepth(feature),
  }
}

function isAudioKey(key: string): boolean {
  return key === 'has_audio' || key.startsWith('audio.')
}

function isEncoderKey(key: string): boolean {
  return (ENCODER_KEYS as readonly string[]).includes(key)
}

/** A JSON object but for some keys. */
export function without(object: JsonObject, isUnwanted: (key: string) => boolean): JsonObject {
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
