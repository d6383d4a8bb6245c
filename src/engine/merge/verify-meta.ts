import { join } from 'node:path'
import { EPISODES_PATH, formatPath } from '#engine/dataset/paths.ts'
import { flat } from '#engine/dataset/stats.ts'
import { numericValues, readColumn } from '#engine/parquet/column.ts'
import type { KeyValue } from '#engine/parquet/footer.ts'
import { sameJson, type JsonObject } from '#engine/dataset/python-json.ts'
import { dataSchemaOf } from './data-schema.ts'
import type { VerifyAgainst, VerifyContext } from './verify.ts'
import { verifyEpisodeList } from './verify-episode-list.ts'
import { mergedInfo } from './write-info.ts'

/** Proves the metadata: counts, order of episodes, their files, tasks, and every episode's place in the plan. */
export async function verifyMeta(context: VerifyContext): Promise<void> {
  const { verifier, result, placed, against, provenance } = context
  const { info, listed } = result
  verifier.check(
    info.totals.episodes === listed.length,
    'total_episodes',
    () => `info.json counts ${info.totals.episodes} episodes, ${listed.length} are there`,
  )
  const frames = framesOf(context)
  if (frames !== undefined)
    verifier.check(
      info.totals.frames === frames,
      'total_frames',
      () => `info.json counts ${info.totals.frames} frames, ${frames} are there`,
    )
  verifier.check(
    info.totals.tasks === result.tasks.size,
    'total_tasks',
    () => `info.json counts ${info.totals.tasks} tasks, ${result.tasks.size} are listed`,
  )
  verifier.check(result.stats !== undefined, 'stats.json', () => 'meta/stats.json is missing or damaged')
  for (const { number, row, episode } of placed)
    verifier.check(
      episode.record.index === number,
      'episode_index',
      () => `row ${row} of meta/episodes says episode ${episode.record.index}`,
      number,
    )
  if (provenance !== undefined) {
    verifier.check(
      provenance.episodes.length === listed.length,
      'episplice.json',
      () => `the certificate lists ${provenance.episodes.length} episodes, ${listed.length} are there`,
    )
  }
  if (provenance !== undefined || against !== undefined) {
    verifyPlaces(context)
    await verifyBookkeeping(context)
  }
  if (against === undefined) return
  verifyInfo(context, against)
  await verifyKeyValues(context, against)
  await verifyEpisodeList(context, against)
  const { plan } = against
  verifier.check(
    listed.length === plan.episodes.length,
    'episodes',
    () => `${plan.episodes.length} episodes were planned, ${listed.length} are there`,
  )
  verifier.check(
    sameJson([...result.tasks.values()], plan.tasks),
    'tasks',
    () => 'the task list is not the planned one',
  )
  verifier.check(
    sameJson([...(result.subtasks?.values() ?? [])], plan.subtasks ?? []),
    'subtasks',
    () => 'the list of subtasks is not the planned one',
  )
  for (const { number, episode } of placed) {
    const planned = plan.episodes[number]!
    verifier.check(
      episode.record.length === planned.length,
      'length',
      () => `episode ${number} has ${episode.record.length} frames, ${planned.length} were planned`,
      number,
    )
    verifier.check(
      sameJson(episode.tasks, planned.tasks),
      'tasks',
      () => `the tasks of episode ${number} are not its source's`,
      number,
    )
  }
}

/** The number of episodes that a result is to have. */
function episodesOf({ result, against, provenance }: VerifyContext): number {
  return (against?.plan ?? provenance)?.episodes.length ?? result.listed.length
}

/** All frames of a result; undefined where episodes were not found and no plan says how long they are. */
function framesOf(context: VerifyContext): number | undefined {
  const { placed, against } = context
  if (placed.length === episodesOf(context))
    return placed.reduce((sum, { episode }) => sum + episode.record.length, 0)
  return against?.plan.totals.frames
}

/** What info.json says of every feature, and beside them. Keys that someone added since are no failure. */
function verifyInfo({ verifier, result }: VerifyContext, { plan, sources }: VerifyAgainst): void {
  const { features, ...expected } = mergedInfo(plan, sources.datasets)
  for (const [name, feature] of Object.entries(features as JsonObject)) {
    verifier.check(
      sameJson(result.info.features.get(name)?.raw, feature),
      name,
      () => `info.json does not describe ${name} as the sources do`,
    )
  }
  for (const [key, value] of Object.entries(expected)) {
    verifier.check(
      sameJson(result.info.raw[key], value),
      'info.json',
      () => `${key} in info.json is not what the merge gives`,
    )
  }
}

/** What readers learn of the columns beside their physical types: Arrow's schema, and that of the recorder's library. */
async function verifyKeyValues(
  { verifier, result }: VerifyContext,
  { sources }: VerifyAgainst,
): Promise<void> {
  const { keyValues } = await dataSchemaOf(sources.datasets)
  const sorted = (pairs: readonly KeyValue[]): string =>
    JSON.stringify(pairs.map(({ key, value }) => [key, value]).sort())
  for (const { path, footer } of result.dataFiles) {
    verifier.check(
      sorted(footer.keyValues) === sorted(keyValues),
      path,
      () => `the key-value metadata of ${path} is not the sources'`,
    )
  }
}

/** Where each episode says that it is. */
function verifyPlaces({ verifier, result, placed }: VerifyContext): void {
  for (const { number, from, episode } of placed) {
    const { record } = episode
    const to = from + record.length
    const own = record.statedMeta
    const stated = own && formatPath(EPISODES_PATH, { chunk_index: own.chunk, file_index: own.file })
    const real = result.episodeFiles[record.metaFile]!.path
    verifier.check(
      record.datasetFrom === from,
      'dataset_from_index',
      () => `dataset_from_index of episode ${number} is ${record.datasetFrom ?? 'missing'}, expected ${from}`,
      number,
    )
    verifier.check(
      record.datasetTo === to,
      'dataset_to_index',
      () => `dataset_to_index of episode ${number} is ${record.datasetTo ?? 'missing'}, expected ${to}`,
      number,
    )
    verifier.check(
      stated === real,
      'meta/episodes',
      () => `episode ${number} says it is in ${stated ?? 'no file'}, it is in ${real}`,
      number,
    )
  }
}

/** The extremes of `index` and `episode_index`, of every episode and of the whole: a wrong merge shows there first. */
async function verifyBookkeeping(context: VerifyContext): Promise<void> {
  const { verifier, result, placed, pool } = context
  const columns = new Map<string, (number | undefined)[]>()
  for (const { path, footer } of result.episodeFiles) {
    const source = await pool.get(join(result.dir, path))
    for (const name of [
      'stats/index/min',
      'stats/index/max',
      'stats/episode_index/min',
      'stats/episode_index/max',
    ]) {
      const leaf = footer.leaves.findIndex((node) => node.path[0] === name)
      if (leaf < 0) continue
      const column = await readColumn(source, footer, leaf)
      columns.set(name, [...(columns.get(name) ?? []), ...numericValues(column.values)])
    }
  }
  for (const { number, row, from, episode } of placed) {
    const expected = {
      'stats/index/min': from,
      'stats/index/max': from + episode.record.length - 1,
      'stats/episode_index/min': number,
      'stats/episode_index/max': number,
    }
    for (const [name, want] of Object.entries(expected)) {
      const own = columns.get(name)
      if (own !== undefined)
        verifier.check(
          own[row] === want,
          name,
          () => `${name} of episode ${number} is ${own[row] ?? 'missing'}, expected ${want}`,
          number,
        )
    }
  }
  const frames = framesOf(context)
  const whole = {
    index: frames === undefined ? undefined : frames - 1,
    episode_index: episodesOf(context) - 1,
  }
  for (const [feature, want] of Object.entries(whole)) {
    if (want === undefined) continue
    const [max] = flat(result.stats?.get(feature)?.['max'] ?? [])
    verifier.check(
      max === want,
      `stats.json ${feature}`,
      () => `the maximum of ${feature} in stats.json is ${max ?? 'missing'}, expected ${want}`,
    )
  }
}
