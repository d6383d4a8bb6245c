import { writeFile } from 'node:fs/promises'
import type { Command } from '@commander-js/extra-typings'
import {
  check,
  findLeftovers,
  openDatasets,
  plan,
  preflight,
  refuseIfBlocked,
  removeLeftover,
  sourcePaths,
  write,
  type Dataset,
} from '#engine/index.ts'
import { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import { findingsText } from '../findings-text.ts'
import { withMergeFlags } from '../merge-flags.ts'
import { mergeRequest, readPlan, type MergeFlags } from '../merge-request.ts'
import { printResult } from '../output.ts'
import { ProgressLine } from '../progress-line.ts'
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
    .option('--remove-leftovers', 'remove what an interrupted merge into the same place left behind')
    .addHelpText(
      'after',
      `
Sources are only read. The result appears under its name complete and verified, or not at all.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 blocked by findings, 130 cancelled.

Examples:
  episplice merge monday tuesday --out week
  episplice merge monday tuesday --out week --episodes 1:0-9,12 --rename-task "grab cube=pick up the cube"
  episplice merge --recipe week/meta/episplice.json monday tuesday --out week-again`,
    )
    .action((sources, flags) =>
      runCommand(flags.json ?? false, async ({ signal }) => {
        const startedMs = performance.now()
        const { planned, datasets, findings } = await prepare(sources, flags, signal)
        if (flags.removeLeftovers === true) {
          for (const { path } of await findLeftovers(planned.output))
            await removeLeftover(planned.output, path)
        }
        const json = flags.json ?? false
        const advice = findings.filter(
          ({ code }) => code !== 'LEFTOVER_STAGING' || flags.removeLeftovers !== true,
        )
        refuseIfBlocked(advice)
        if (!json && advice.length > 0)
          process.stderr.write(`${findingsText(advice, { names: datasets.map(({ name }) => name) })}\n\n`)
        const line = new ProgressLine(process.stderr)
        try {
          const report = await write(planned, {
            sources: datasets,
            signal,
            verify: flags.verify,
            onProgress: json ? undefined : line.update,
          })
          line.clear()
          if (flags.saveRecipe !== undefined) await saveRecipe(flags.saveRecipe, planned)
          const seconds = (performance.now() - startedMs) / 1000
          printResult(json, { ok: true, seconds, findings, report }, () =>
            mergeText(report, planned.fps, datasets.length, seconds),
          )
        } finally {
          line.clear()
        }
        return undefined
      }),
    )
}

interface Prepared {
  readonly planned: MergePlan
  readonly datasets: readonly Dataset[]
  readonly findings: readonly Finding[]
}

async function prepare(
  named: readonly string[],
  flags: MergeFlags & { readonly plan?: string | undefined },
  signal: AbortSignal,
): Promise<Prepared> {
  if (flags.plan !== undefined) {
    if (named.length > 0)
      throw new EngineError('OPTION_INVALID', 'a plan names its sources itself', {
        hint: 'Give either --plan or datasets.',
      })
    const planned = await readPlan(flags.plan)
    const datasets = await openDatasets(sourcePaths(planned), { signal })
    const placed = flags.out === undefined ? planned : { ...planned, output: flags.out }
    return {
      planned: placed,
      datasets,
      findings: [...(await check(datasets, planned.recipe.options)), ...(await preflight(placed))],
    }
  }
  if (flags.out === undefined)
    throw new EngineError('OPTION_INVALID', '--out is missing', {
      hint: 'Say where the result shall be: --out DIR',
    })
  const request = await mergeRequest(named, flags)
  const datasets = await openDatasets(request.sources, { signal })
  const found = await check(datasets, request.options)
  refuseIfBlocked(found)
  const planned = await plan(datasets, { ...request, output: flags.out })
  return { planned, datasets, findings: [...found, ...(await preflight(planned))] }
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
