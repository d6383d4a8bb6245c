import type { Command } from '@commander-js/extra-typings'
import { openDatasets, plan, preflight } from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import { findingsText } from '../findings-text.ts'
import { withMergeFlags } from '../merge-flags.ts'
import { mergeRequest } from '../merge-request.ts'
import { exitCodes, printResult } from '../output.ts'
import { checkRequest, refuseOthers } from '../prepare-merge.ts'
import { reviewFindings } from '../review-findings.ts'
import { planText } from '../plan-text.ts'
import { runCommand } from '../run.ts'

/** `plan SRC... --out DIR`: what a merge would do, without writing anything. */
export function addPlan(program: Command): void {
  withMergeFlags(
    program
      .command('plan')
      .description('check datasets and show what a merge would do; writes nothing')
      .argument('[src...]', 'datasets in the order of the merge'),
  )
    .addHelpText(
      'after',
      `
Exits with 3 when a finding stands in the way of the merge.

Examples:
  episplice plan monday tuesday --out week
  episplice plan monday tuesday --out week --json > week.plan.json
  episplice merge --plan week.plan.json`,
    )
    .action((sources, flags) =>
      runCommand(flags.json ?? false, async ({ signal }) => {
        if (flags.out === undefined)
          throw new EngineError('OPTION_INVALID', '--out is missing', {
            hint: 'Say where the result shall be: --out DIR',
          })
        const request = await mergeRequest(sources, flags)
        const datasets = await openDatasets(request.sources, { signal })
        refuseOthers(datasets, request, flags)
        const { sound, findings: found } = await checkRequest(datasets, request, flags)
        const planned = await plan(datasets, { ...sound, output: flags.out })
        const place = await preflight(planned, { sources: datasets, asksFolder: true })
        const findings = [...found, ...(await reviewFindings(datasets, planned)), ...place]
        const isBlocked = findings.some(({ tier }) => tier !== 'advisory')
        printResult(flags.json ?? false, { ok: !isBlocked, findings, plan: planned }, () => {
          const names = datasets.map(({ name }) => name)
          return [
            planText(planned),
            findings.length === 0 ? 'No findings.' : findingsText(findings, { names }),
          ].join('\n\n')
        })
        return isBlocked ? exitCodes.blocked : exitCodes.done
      }),
    )
}
