import type { Command } from '@commander-js/extra-typings'
import { diagnose, openDataset } from '#engine/index.ts'
import { datasetSummary, datasetText } from '../dataset-text.ts'
import { exitCodes, printResult } from '../output.ts'
import { runCommand } from '../run.ts'

/** `inspect DIR`: what a dataset holds and every problem it has. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .description('show what a dataset holds and every problem it has')
    .argument('<dir>', 'the folder that contains meta, data and videos')
    .option('--json', 'print JSON, with the rows and frames of every episode')
    .addHelpText(
      'after',
      '\nExits with 3 when something in the dataset would stop a merge.\n\nExample:\n  episplice inspect recordings/monday',
    )
    .action((dir, { json = false }) =>
      runCommand(json, async ({ signal }) => {
        const dataset = await openDataset(dir, { signal })
        const findings = await diagnose(dataset)
        printResult(json, { ok: true, dataset: datasetSummary(dataset, findings) }, () =>
          datasetText(dataset, findings),
        )
        return findings.some(({ tier }) => tier === 'blocking') ? exitCodes.blocked : exitCodes.done
      }),
    )
}
