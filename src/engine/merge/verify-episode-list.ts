import { join } from 'node:path'
import { throwIfCancelled } from '#engine/io/files.ts'
import type { EpisodesFile } from '#engine/dataset/episodes.ts'
import { readColumn } from '#engine/parquet/column.ts'
import { rowOffsets, sliceRows, type LeafColumn, type RowOffsets } from '#engine/parquet/leaf.ts'
import { leavesOf, samePhysicalShape, type SchemaNode } from '#engine/parquet/schema.ts'
import type { Shard } from '#shared/plan.ts'
import { EpisodeColumns } from './episode-columns.ts'
import { episodeSchemaOf } from './episode-schema.ts'
import { bookkeeping, movedStatistic } from './episode-values.ts'
import { RowDigest } from './row-digest.ts'
import { trimmedStats, withTrimmed } from './trimmed-stats.ts'
import type { VerifyAgainst, VerifyContext } from './verify.ts'

/**
 * Proves that `meta/episodes` says of every episode what its source says: statistics above all, bit for bit, and
 * whatever else a recorder writes there; of trimmed ones, what their rows say. Places, tasks and the statistics that a merge moves are proved elsewhere.
 */
export async function verifyEpisodeList(
  context: VerifyContext,
  { plan, sources }: VerifyAgainst,
): Promise<void> {
  const { verifier, result, pool, signal } = context
  const { children: columns } = episodeSchemaOf(sources.datasets)
  const trimmed = await trimmedStats(plan, { sources, pool, signal })
  for (const shard of plan.meta) {
    const file = result.episodeFiles.find(({ path }) => path === shard.path)
    verifier.check(file !== undefined, shard.path, () => `${shard.path} was planned and is not there`)
    if (file === undefined) continue
    const own = new EpisodeColumns(plan, shard, sources, pool)
    const decided = bookkeeping(plan, shard)
    for (const column of columns) {
      throwIfCancelled(signal, `verifying ${shard.path}`)
      const { name } = column
      if (decided.has(name) || name === 'tasks' || movedStatistic(name, plan) !== undefined) continue
      const found = file.footer.root.children.find((node) => node.name === name)
      const isSame = found !== undefined && samePhysicalShape(found, column)
      verifier.check(isSame, name, () => `${shard.path} has no column ${name} as the sources have it`)
      if (!isSame) continue
      const expected = withTrimmed(column, await own.gather(column), shard.first, trimmed)
      const actual = await leavesIn(context, file, found)
      checkRows(context, shard, column, expected, actual)
    }
  }
}

async function leavesIn(
  { pool, result }: VerifyContext,
  { path, footer }: EpisodesFile,
  column: SchemaNode,
): Promise<LeafColumn[]> {
  const source = await pool.get(join(result.dir, path))
  const leaves: LeafColumn[] = []
  for (const leaf of leavesOf(column))
    leaves.push(await readColumn(source, footer, footer.leaves.indexOf(leaf)))
  return leaves
}

/** As a whole first: episodes are looked at one by one only where something differs. */
function checkRows(
  { verifier }: VerifyContext,
  { first, end }: Shard,
  column: SchemaNode,
  expected: readonly LeafColumn[],
  actual: readonly LeafColumn[],
): void {
  const nodes = leavesOf(column)
  const isWhole = digest(expected, nodes) === digest(actual, nodes)
  const offsets = isWhole ? [] : [expected, actual].map((leaves) => offsetsOf(leaves, nodes))
  for (let episode = first; episode < end; episode++) {
    const row = episode - first
    verifier.check(
      isWhole || rowDigest(expected, nodes, offsets[0]!, row) === rowDigest(actual, nodes, offsets[1]!, row),
      column.name,
      () => `${column.name} of episode ${episode} is not what its source says`,
      episode,
    )
  }
}

function offsetsOf(leaves: readonly LeafColumn[], nodes: readonly SchemaNode[]): RowOffsets[] {
  return leaves.map((leaf, i) => rowOffsets(leaf, nodes[i]!.maxDefinition))
}

function rowDigest(
  leaves: readonly LeafColumn[],
  nodes: readonly SchemaNode[],
  offsets: readonly RowOffsets[],
  row: number,
): string | undefined {
  // A list that is too short says nothing of its last episodes.
  if (offsets.some(({ rows }) => row >= rows)) return undefined
  return digest(
    leaves.map((leaf, i) => sliceRows(leaf, offsets[i]!, row, row + 1)),
    nodes,
  )
}

function digest(leaves: readonly LeafColumn[], nodes: readonly SchemaNode[]): string {
  const values = new RowDigest('values')
  leaves.forEach((leaf, i) => {
    values.addValues(leaf, nodes[i]!)
  })
  return values.digest()
}
