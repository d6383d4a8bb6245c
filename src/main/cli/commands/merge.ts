import { writeFile } from 'node:fs/promises'
import type { Command } from '@commander-js/extra-typings'
import { findLeftovers, preflight, refuseIfBlocked, removeLeftover, settledBy, write } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import type { MergePlan } from '#shared/plan.ts'
import { compareWithEarlier, comparisonText, driftLines } from '../again.ts'
import { findingsText, settledText } from '../findings-text.ts'
import { withMergeFlags } from '../merge-flags.ts'
import { printNote, printResult } from '../output.ts'
import { prepareMerge, type Prepared } from '../prepare-merge.ts'
import { ProgressLine } from '../progress-line.ts'
import { noRecording, startRecording } from '../recording.ts'
import { mergeText } from '../report-text.ts'
import { runCommand } from '../run.ts'

/** `merge SRC... --out DIR`: check, plan, write, verify, publish. */
export function addMerge(program: Command): void {
  withMergeFlags(
    program
      .command('merge')
      .description('merge datasets into a new one, verified')
      .argument('[src...]', 'datasets in the order of the merge'),
  )
    .option('--plan <file>', 'execute a plan that "plan --json" printed')
    .option('--no-verify', 'do not re-read and prove the result')
    .option('--save-recipe <file>', 'write down what was merged and how, to repeat it with --recipe')
    .option('--again <id>', 'repeat a merge of the history; --out may be left out then')
    .option('--no-history', 'do not record this merge in the history')
    .option('--resume', 'go on with an interrupted merge of the same datasets into the same place')
    .option('--remove-leftovers', 'remove what an interrupted merge into the same place left behind')
    .addHelpText(
      'after',
      `
Sources are only read. The result appears under its name complete and verified, or not at all.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 blocked by findings or changed sources, 130 cancelled.

Examples:
  episplice merge monday tuesday --out week
  episplice merge monday tuesday --out week --episodes 1:0-9,12 --rename-task "grab cube=pick up the cube"
  episplice merge --recipe week/meta/episplice.json monday tuesday --out week-again
  episplice merge --again 12
  episplice merge monday tuesday --out week --skip-broken
  episplice merge --resume --out week`,
    )
    .action((sources, flags) =>
      runCommand(flags.json ?? false, async ({ signal }) => {
        const startedMs = performance.now()
        if (flags.removeLeftovers === true && flags.resume === true)
          throw new EngineError('OPTION_INVALID', 'give either --resume or --remove-leftovers')
        const prepared = await prepareMerge(sources, flags, signal)
        const { planned, datasets, digests, repeated } = prepared
        if (flags.removeLeftovers === true) await removeLeftovers(prepared)
        const place = await preflight(planned, { sources: datasets, resume: flags.resume })
        const findings = [...prepared.findings, ...place]
        const json = flags.json ?? false
        const advice = findings.filter(
          ({ code, otherFix }) =>
            code !== 'LEFTOVER_STAGING' ||
            (flags.removeLeftovers !== true && (flags.resume !== true || otherFix === undefined)),
        )
        refuseIfBlocked(advice)
        const names = datasets.map(({ name }) => name)
        // What is settled is told with the result.
        const { open, ...settled } = settledBy(planned, advice)
        if (!json && open.length > 0) printNote(`${findingsText(open, { names })}\n`)
        const drift = repeated === undefined ? [] : driftLines(repeated.merge, repeated.drifts)
        if (!json && drift.length > 0) printNote(`Changed since:\n${drift.join('\n')}\n`)
        const { verify } = flags
        const again = repeated?.merge.id
        const recording = flags.history
          ? await startRecording({ planned, digests, verify, again, settled, names })
          : noRecording
        const line = new ProgressLine(process.stderr)
        try {
          const report = await write(planned, {
            sources: datasets,
            signal,
            verify,
            resume: flags.resume,
            onProgress: json ? undefined : line.update,
          })
          line.clear()
          const comparison =
            repeated === undefined
              ? undefined
              : await compareWithEarlier(repeated.merge, planned.output, signal)
          recording.succeeded(report, comparison)
          if (flags.saveRecipe !== undefined) await saveRecipe(flags.saveRecipe, planned)
          const seconds = (performance.now() - startedMs) / 1000
          const merge = recording.id
          const told = { ...report, ...settled }
          printResult(json, { ok: true, seconds, findings, merge, report: told, comparison }, () =>
            [
              mergeText(report, planned.fps, datasets.length, seconds),
              ...settledText(settled, { names }),
              ...(repeated === undefined || comparison === undefined
                ? []
                : [comparisonText(repeated.merge, comparison)]),
            ].join('\n'),
          )
        } catch (error) {
          recording.ended(error)
          throw error
        } finally {
          line.clear()
        }
        return undefined
      }),
    )
}

/** Nothing is removed for a merge that something else stands in the way of; what is missing is room, maybe. */
async function removeLeftovers({ planned, datasets, findings }: Prepared): Promise<void> {
  const place = await preflight(planned, { sources: datasets })
  refuseIfBlocked([...findings, ...place].filter(({ code }) => code !== 'NO_SPACE'))
  for (const { path } of await findLeftovers(planned.output)) await removeLeftover(planned.output, path)
}

async function saveRecipe(path: string, planned: MergePlan): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(planned.recipe, undefined, 2)}\n`)
  } catch (cause) {
    throw new EngineError(
      'WRITE_FAILED',
      `the merge is done, but its recipe could not be written to ${path}`,
      { cause },
    )
  }
}
