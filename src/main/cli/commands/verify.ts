import type { Command } from '@commander-js/extra-typings'
import { openDatasets, verify } from '#engine/index.ts'
import { exitCodes, printResult } from '../output.ts'
import { verifyText } from '../report-text.ts'
import { runCommand } from '../run.ts'

/** `verify DIR [SRC...]`: proves a merged dataset again. */
export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('prove a merged dataset: rows, packets, times, numbering')
    .argument('<dir>', 'the merged dataset')
    .argument(
      '[src...]',
      'its sources in the order of the merge; without them the certificate inside the dataset is used',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExits with 1 when a check fails; each failure names the episode and the column or camera.\n\nExamples:\n  episplice verify week\n  episplice verify week monday tuesday',
    )
    .action((dir, sources, { json = false }) =>
      runCommand(json, async ({ signal }) => {
        const report = await verify(dir, await openDatasets(sources, { signal }), { signal })
        const passed = report.failures.length === 0
        printResult(json, { ok: passed, report }, () => verifyText(report))
        return passed ? exitCodes.done : exitCodes.failed
      }),
    )
}
