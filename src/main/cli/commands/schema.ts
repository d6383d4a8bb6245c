import type { Command } from '@commander-js/extra-typings'
import { describeParquet } from '#engine/index.ts'
import { printResult } from '../output.ts'
import { renderSchema } from '../render-schema.ts'
import { runCommand } from '../run.ts'

/** `schema FILE`: what a Parquet file says of itself. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('show the types, metadata and row groups of a Parquet file, and what pandas makes of it')
    .argument('<file>', 'any Parquet file')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nReads the footer only.\n\nExample:\n  episplice schema data/chunk-000/file-000.parquet',
    )
    .action((file, { json = false }) =>
      runCommand(json, async () => {
        const description = await describeParquet(file)
        printResult(json, { ok: true, description }, () => renderSchema(description))
        return undefined
      }),
    )
}
