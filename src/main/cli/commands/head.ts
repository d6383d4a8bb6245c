import type { Command } from '@commander-js/extra-typings'
import { head } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import { printResult } from '../output.ts'
import { runCommand } from '../run.ts'
import { bytesText, countText } from '../text.ts'

/** `head FILE -n N -o OUT`: the first rows of a Parquet file as a file of their own. */
export function addHead(program: Command): void {
  program
    .command('head')
    .description('write the first rows of a Parquet file to a new one, types and metadata kept')
    .argument('<file>', 'any Parquet file')
    .requiredOption('-n, --rows <n>', 'how many rows')
    .requiredOption('-o, --out <file>', 'the file to make; must not exist')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nReads only the row groups it needs; those that fit whole are copied byte for byte.\n\nExample:\n  episplice head data/chunk-000/file-000.parquet -n 100 -o sample.parquet',
    )
    .action((file, { rows, out, json = false }) =>
      runCommand(json, async ({ signal }) => {
        const count = rows.trim() === '' ? NaN : Number(rows)
        if (Number.isNaN(count)) throw new EngineError('OPTION_INVALID', `--rows ${rows} is not a number`)
        const report = await head(file, count, out, { signal })
        printResult(json, { ok: true, report }, () => {
          const { copied, cut } = report.rowGroups
          return [
            `Wrote ${countText(report.rows, 'row')} to ${report.output} (${bytesText(report.bytesWritten)})`,
            `  ${countText(copied, 'row group')} copied whole, ${cut} cut; ${bytesText(report.bytesRead)} read`,
          ].join('\n')
        })
        return undefined
      }),
    )
}
