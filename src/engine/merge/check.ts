import { realpath } from 'node:fs/promises'
import { EngineError } from '#shared/errors.ts'
import { sortFindings, type Finding, type FindingCode } from '#shared/findings.ts'
import { listText } from '#shared/list-text.ts'
import { mergeOptionsSchema, type MergeOptions } from '#shared/plan.ts'
import { STRUCTURE } from '#engine/dataset/episodes.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { sameJson } from '#engine/dataset/python-json.ts'
import { chosenFindings, type ChosenEpisodes } from './chosen-findings.ts'
import { checkStatistics } from './check-statistics.ts'
import { checkValues } from './check-values.ts'
import { checkTracks, codecChangesBetween } from './check-tracks.ts'
import { dataSchemaOf } from './data-schema.ts'
import { episodeSchemaOf } from './episode-schema.ts'
import { schemaDrift } from './schema-drift.ts'
import { findDuplicateEpisodes } from './duplicates.ts'
import { checkFeatureRates, compareFeatures } from './features.ts'

/**
 * Compares sources with the first one and with each other, and gathers what opening each of them found.
 * Reads nothing but headers, and columns whose headers count nulls. Findings are sorted: blocking, fixable, advisory. Those of episodes that are not among
 * the chosen ones stop nothing; see {@link chosenFindings}.
 */
export async function check(
  sources: readonly Dataset[],
  options: MergeOptions,
  chosen: ChosenEpisodes = [],
): Promise<Finding[]> {
  const [first] = sources
  if (first === undefined)
    throw new EngineError('NO_SOURCES', 'no datasets to merge', { hint: 'Name at least one dataset.' })
  const differences = compareFeatures(
    sources.map(({ info }) => info),
    options,
  )
  const findings = sources.flatMap((dataset, source) => [
    ...dataset.findings.map((finding) => ({ ...withRepair(finding, options), source })),
    ...checkTracks(dataset, source, options),
    ...checkFeatureRates(dataset.info, source),
    ...checkStatistics({ dataset, source, isInPart: chosen[source] !== undefined }, options),
    ...checkRate(first, dataset, source),
    ...differences[source]!,
  ])
  for (const [source, dataset] of sources.entries())
    findings.push(...(await checkValues(dataset, source, options)))
  findings.push(...checkRobots(sources, options), ...(await checkSchemas(sources)))
  const refused = new Set(
    findings.filter(({ code }) => FEATURE_CODES.includes(code)).map(({ source }) => source),
  )
  // What follows from a feature that does not fit is not worth a word of its own.
  findings.push(...(await schemaDrift(sources)).filter(({ source }) => !refused.has(source)))
  if (refused.size === 0) findings.push(...checkEpisodeColumns(sources))
  findings.push(
    ...codecChangesBetween(sources),
    ...checkInfoKeys(sources),
    ...checkSplits(sources),
    ...(await findDuplicateSources(sources)),
    ...findDuplicateEpisodes(sources),
  )
  return sortFindings(chosenFindings(findings, sources, chosen))
}

/** What a dataset by itself is told of: what stands in the way of merging it alone. Sources are left open. */
export async function diagnose(dataset: Dataset): Promise<Finding[]> {
  const findings = await check([dataset], mergeOptionsSchema.parse({}))
  return findings.map(({ source: _, ...finding }) => finding)
}

/** Repairs that need the pass over all rows. */
const FROM_ROWS: readonly FindingCode[] = ['STATS_STALE', 'STATS_MISSING', 'STATS_SHAPE', 'QUANTILES_MISSING']

function withRepair({ repair, ...finding }: Finding, { quantiles }: MergeOptions): Finding {
  const isDone = repair !== undefined && (quantiles === 'exact' || !FROM_ROWS.includes(finding.code))
  return isDone ? { ...finding, repair } : finding
}

const FEATURE_CODES: readonly FindingCode[] = [
  'FEATURE_MISSING',
  'FEATURE_EXTRA',
  'FEATURE_DTYPE',
  'FEATURE_SHAPE',
]

function checkRate(first: Dataset, own: Dataset, source: number): Finding[] {
  if (first.info.fps === own.info.fps) return []
  return [
    {
      code: 'FPS',
      tier: 'blocking',
      source,
      subject: 'fps',
      message: `${own.name} was recorded at another frame rate.`,
      expected: `${first.info.fps} fps`,
      actual: `${own.info.fps} fps`,
    },
  ]
}

function checkRobots(sources: readonly Dataset[], options: MergeOptions): Finding[] {
  const first = sources[0]!.info.robotType
  return sources.flatMap(({ info, name }, source): Finding[] => {
    if (info.robotType === first) return []
    const wanted = options.robotType ?? first ?? info.robotType!
    const isSettled = options.robotType !== undefined
    return [
      {
        code: 'ROBOT_TYPE',
        tier: isSettled ? 'advisory' : 'fixable',
        source,
        subject: 'robot_type',
        message: `${name} was recorded with another robot.${isSettled ? ` The result says ${wanted}.` : ''}`,
        expected: first ?? 'none',
        actual: info.robotType ?? 'none',
        ...(isSettled
          ? {}
          : { fix: { option: `--robot-type ${wanted}`, label: `Treat all of them as ${wanted}` } }),
      },
    ]
  })
}

/** Physical and Arrow types of the data files: what differs, and whether it can be reconciled. */
async function checkSchemas(sources: readonly Dataset[]): Promise<Finding[]> {
  try {
    await dataSchemaOf(sources)
    episodeSchemaOf(sources)
  } catch (error) {
    if (!(error instanceof EngineError && error.code === 'PARQUET_UNSUPPORTED')) throw error
    const { column, expected, actual } = (error.details ?? {}) as Record<string, string | undefined>
    return [
      {
        code: 'COLUMN_TYPE',
        tier: 'blocking',
        message: `The types of ${column ?? 'a column'} cannot be reconciled: ${error.message}.`,
        ...(column === undefined ? {} : { subject: column }),
        ...(expected === undefined ? {} : { expected }),
        ...(actual === undefined ? {} : { actual }),
      },
    ]
  }
  return []
}

/** Columns of `meta/episodes` that a result has whatever its sources have. */
function isAlwaysWritten(column: string): boolean {
  return column === 'tasks' || ([...STRUCTURE.rows, ...STRUCTURE.meta] as readonly string[]).includes(column)
}

/** Columns of `meta/episodes` that one source has and another lacks. */
function checkEpisodeColumns(sources: readonly Dataset[]): Finding[] {
  const columnsOf = (dataset: Dataset): Set<string> =>
    new Set(
      dataset.episodeFiles.flatMap(({ footer }) =>
        footer.root.children.flatMap(({ name }) => (isAlwaysWritten(name) ? [] : [name])),
      ),
    )
  const all = sources.map(columnsOf)
  const union = new Set(all.flatMap((columns) => [...columns]))
  return all.flatMap((columns, source): Finding[] => {
    const absent = [...union].filter((column) => !columns.has(column))
    if (absent.length === 0) return []
    const quantiles = absent.filter((column) => /\/q\d\d$/.test(column))
    const isQuantiles = quantiles.length === absent.length
    return [
      {
        code: isQuantiles ? 'QUANTILES_MISSING' : 'STATS_COLUMNS',
        tier: 'advisory',
        source,
        subject: 'meta/episodes',
        message: isQuantiles
          ? 'Its episodes have no quantiles. They stay empty there; the quantiles of the whole are computed from the rows.'
          : `Its episode list lacks ${absent.length} columns that others have. They stay empty for its episodes.`,
        expected: listText(absent, 3),
        actual: 'absent',
      },
    ]
  })
}

const OWN_KEYS = new Set([
  'codebase_version',
  'fps',
  'robot_type',
  'features',
  'splits',
  'tools',
  'data_path',
  'video_path',
  'chunks_size',
  'data_files_size_in_mb',
  'video_files_size_in_mb',
])

/** Keys of info.json that we do not know and that sources state differently. */
function checkInfoKeys(sources: readonly Dataset[]): Finding[] {
  const first = sources[0]!.info.raw
  return sources.flatMap(({ info }, source) =>
    Object.keys(info.raw).flatMap((key): Finding[] => {
      if (
        OWN_KEYS.has(key) ||
        key.startsWith('total_') ||
        first[key] === undefined ||
        sameJson(first[key], info.raw[key])
      )
        return []
      return [
        {
          code: 'INFO_KEY_CONFLICT',
          tier: 'advisory',
          source,
          subject: key,
          message: `meta/info.json states ${key} otherwise. The first dataset's value is kept.`,
          expected: JSON.stringify(first[key]).slice(0, 80),
          actual: JSON.stringify(info.raw[key]).slice(0, 80),
        },
      ]
    }),
  )
}

/** Splits other than one of all episodes: the result has `train` alone, because a split can only be one range. */
function checkSplits(sources: readonly Dataset[]): Finding[] {
  return sources.flatMap(({ info, listed, name }, source): Finding[] => {
    const splits = info.raw['splits'] ?? {}
    const usual = [info.totals.episodes, listed.length].map((count) => ({ train: `0:${count}` }))
    if ([{}, ...usual].some((own) => sameJson(own, splits))) return []
    return [
      {
        code: 'INFO_KEY_CONFLICT',
        tier: 'advisory',
        source,
        subject: 'splits',
        message: `meta/info.json of ${name} divides its episodes into splits. The result has one, train, of all episodes; to keep a split apart, merge its episodes into a dataset of their own.`,
        expected: JSON.stringify(usual[0]),
        actual: JSON.stringify(splits).slice(0, 80),
      },
    ]
  })
}

async function findDuplicateSources(sources: readonly Dataset[]): Promise<Finding[]> {
  const paths = await Promise.all(sources.map(({ dir }) => realpath(dir).catch(() => dir)))
  const seen = new Map<string, number>()
  return sources.flatMap(({ fingerprint, name }, source): Finding[] => {
    const earlier = seen.get(fingerprint)
    if (earlier === undefined) {
      seen.set(fingerprint, source)
      return []
    }
    const samePlace = paths[earlier] === paths[source]
    return [
      {
        code: 'DUPLICATE_SOURCE',
        tier: 'advisory',
        source,
        subject: name,
        message: samePlace
          ? `${name} is listed twice; all its episodes come in again.`
          : `${name} has the same content as ${sources[earlier]!.name} (number ${earlier + 1}); all its episodes come in again.`,
      },
    ]
  })
}
