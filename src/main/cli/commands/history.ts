import type { Command } from '@commander-js/extra-typings'
import { datasetDigests, openDataset } from '#engine/index.ts'
import { exists } from '#engine/io/disk.ts'
import { EngineError, toAppError } from '#shared/errors.ts'
import type { SourceDrift } from '#shared/model/history.ts'
import { driftOf } from '#main/services/again/drift.ts'
import type { StoredMerge } from '#main/services/history/records.ts'
import { entryText, historyText } from '../history-text.ts'
import { openHistory, parseMergeId } from '../history.ts'
import { printResult } from '../output.ts'
import { runCommand } from '../run.ts'

/** `history [ID]`: what was merged here, by the application and by the command line. */
export function addHistory(program: Command): void {
  program
    .command('history')
    .description('list merges that ran here, or show one of them')
    .argument('[id]', 'the number of a merge')
    .option('--search <words>', 'only merges in whose names, paths or status all of these words occur')
    .option('--limit <n>', 'list so many, newest first', '20')
    .option('--sources', 'with ID: open its datasets and say what became of them')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The history lies in EPISPLICE_HOME, or in the platform's own place; the application shows the same one.

Examples:
  episplice history
  episplice history 12 --sources
  episplice merge --again 12`,
    )
    .action((id, { search, limit, sources = false, json = false }) =>
      runCommand(json, async ({ signal }) => {
        const count = Number(limit)
        if (!Number.isInteger(count) || count < 1)
          throw new EngineError('OPTION_INVALID', `--limit ${limit} is not a number of merges`)
        const { history, close } = await openHistory('read')
        try {
          if (id === undefined) {
            const found = history.list({ from: 0, count, search: search ?? '' })
            printResult(json, found, () => historyText(found.merges, found.total))
            return undefined
          }
          const merge = history.get(parseMergeId(id))
          const drifts = sources ? await driftsToday(merge, signal) : undefined
          printResult(json, { merge: withoutDigests(merge), drifts }, () => entryText(merge, drifts))
          return undefined
        } finally {
          close()
        }
      }),
    )
}

/** Opens one source after the other: a broken one does not keep the others from being looked at. */
async function driftsToday(merge: StoredMerge, signal: AbortSignal): Promise<SourceDrift[]> {
  const drifts: SourceDrift[] = []
  for (const source of merge.mergeSources) {
    try {
      drifts.push(driftOf(source, datasetDigests(await openDataset(source.path, { signal }))))
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.code === 'CANCELLED') throw thrown
      drifts.push((await exists(source.path)) ? { kind: 'unreadable', error } : { kind: 'missing' })
    }
  }
  return drifts
}

function withoutDigests(merge: StoredMerge) {
  return { ...merge, mergeSources: merge.mergeSources.map(({ digests: _, ...source }) => source) }
}
