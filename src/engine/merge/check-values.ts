import type { Finding } from '#shared/findings.ts'
import type { MergeOptions } from '#shared/plan.ts'
import { fileFinding, type DataFile } from '#engine/dataset/data-files.ts'
import { isNumeric, REWRITTEN_COLUMNS } from '#engine/dataset/info.ts'
import type { Dataset, DatasetEpisode } from '#engine/dataset/open.ts'
import { pathInside } from '#engine/dataset/paths.ts'
import { openFile, type ByteSource } from '#engine/io/files.ts'
import { rowOffsets } from '#engine/parquet/leaf.ts'
import { readLeaf } from '#engine/parquet/read.ts'
import { chunkStatistics } from '#engine/parquet/statistics.ts'

/** Without them no reader knows which frame a row is of. */
const PLACING: readonly string[] = ['frame_index', 'timestamp']

/**
 * Numbers that rows lack, where footers count them: only then a column is read, to learn which episodes these rows are
 * of. Statistics cannot be computed from such rows, so they block unless the stored ones are to be used.
 */
export async function checkValues(
  dataset: Dataset,
  source: number,
  { quantiles }: MergeOptions,
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [column, feature] of dataset.info.features) {
    if (!isNumeric(feature) || (REWRITTEN_COLUMNS as readonly string[]).includes(column)) continue
    const lacking = await episodesLacking(dataset, column).catch((error: unknown) =>
      fileFinding(column, error),
    )
    if ('code' in lacking) {
      findings.push({ ...lacking, source })
      continue
    }
    if (lacking.length === 0) continue
    const isPlacing = PLACING.includes(column)
    findings.push({
      code: 'VALUES_MISSING',
      tier: isPlacing || quantiles === 'exact' ? 'blocking' : 'advisory',
      source,
      subject: column,
      episodes: lacking,
      message: `Rows have no value of ${column}.`,
      expected: 'a value in each row',
      actual: `none in rows of ${lacking.length === 1 ? `episode ${lacking[0]!}` : `${lacking.length} episodes`}`,
      ...(isPlacing
        ? {}
        : { otherFix: { option: '--quantiles bounds', label: 'Go by the stored statistics' } }),
    })
  }
  return findings
}

async function episodesLacking({ dir, dataFiles, episodes }: Dataset, column: string): Promise<number[]> {
  const lacking: number[] = []
  for (const [number, file] of dataFiles.entries()) {
    const groups = groupsLacking(file, column)
    if (groups.length === 0) continue
    await using bytes = await openFile(pathInside(dir, file.path))
    const rows = new Set<number>()
    for (const { group, leaf } of groups)
      for (const row of await rowsLacking(bytes, file, group, leaf)) rows.add(row)
    for (const episode of episodes) if (isIn(episode, number, rows)) lacking.push(episode.record.index)
  }
  return lacking
}

/** Leaves of the column in row groups whose statistics count nulls. */
function groupsLacking({ footer }: DataFile, column: string): { group: number; leaf: number }[] {
  const { groupCount, leafCount } = footer.chunks
  return footer.leaves.flatMap(({ path }, leaf) => {
    if (path[0] !== column) return []
    const groups = Array.from({ length: groupCount }, (_, group) => group)
    return groups
      .filter((group) => (chunkStatistics(footer, group * leafCount + leaf)?.nullCount ?? 0) > 0)
      .map((group) => ({ group, leaf }))
  })
}

/** Rows of the file that have no value, or fewer than others: an empty list counts as a null. */
async function rowsLacking(
  source: ByteSource,
  { footer, groupStarts }: DataFile,
  group: number,
  leaf: number,
): Promise<number[]> {
  const column = await readLeaf(source, footer, group, leaf)
  const { maxDefinition } = footer.leaves[leaf]!
  const { rows, entries } = rowOffsets(column, maxDefinition)
  const { definition } = column
  if (definition === undefined || entries === undefined) return []
  return Array.from({ length: rows }, (_, row) => row).flatMap((row) =>
    definition.subarray(entries[row], entries[row + 1]).some((level) => level < maxDefinition)
      ? [groupStarts[group]! + row]
      : [],
  )
}

function isIn({ rows }: DatasetEpisode, file: number, lacking: ReadonlySet<number>): boolean {
  if (rows.file !== file) return false
  // By the episode's own rows: a column may lack all of a file's.
  for (let row = rows.start; row < rows.end; row++) if (lacking.has(row)) return true
  return false
}
