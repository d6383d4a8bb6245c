import { resolve } from 'node:path'
import type { Command } from '@commander-js/extra-typings'
import { diagnose, openDataset } from '#engine/index.ts'
import { toAppError } from '#shared/errors.ts'
import { diagnosesText, isBlocked, type Diagnosis } from '../doctor-text.ts'
import { exitCodes, printResult } from '../output.ts'
import { runCommand } from '../run.ts'

/** `doctor DIR...`: what is the matter with datasets, and what settles it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is the matter with datasets, which episodes are broken, and what settles it')
    .argument('<dir...>', 'folders that contain meta, data and videos')
    .option('--json', 'print JSON, with the episode numbers of every finding')
    .addHelpText(
      'after',
      `
Three tiers: what blocks a merge, what one of its options settles, and what is good to know.
"fix" is an option of "episplice merge"; "repair" is what a merge does by itself. Datasets are only read.
Exit codes: 0 nothing blocks, 3 something does, also a folder that is no LeRobot v3.0 dataset.

Examples:
  episplice doctor recordings/monday
  episplice doctor recordings/* --json`,
    )
    .action((dirs, { json = false }) =>
      runCommand(json, async ({ signal }) => {
        const diagnoses: Diagnosis[] = []
        for (const dir of dirs) diagnoses.push(await diagnosisOf(resolve(dir), signal))
        const blocks = diagnoses.some(isBlocked)
        printResult(json, { ok: !blocks, datasets: diagnoses }, () => diagnosesText(diagnoses))
        return blocks ? exitCodes.blocked : exitCodes.done
      }),
    )
}

/** A folder that cannot be opened does not keep the others from being looked at. */
async function diagnosisOf(dir: string, signal: AbortSignal): Promise<Diagnosis> {
  try {
    const dataset = await openDataset(dir, { signal })
    const { name, listed, episodes } = dataset
    return { dir, name, listed: listed.length, usable: episodes.length, findings: await diagnose(dataset) }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'CANCELLED' || error.code === 'INTERNAL') throw thrown
    return { dir, error }
  }
}
