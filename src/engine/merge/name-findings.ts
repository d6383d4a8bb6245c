import { win32 } from 'node:path'
import { fileNameProblem, type Platform } from '#shared/file-names.ts'
import type { Finding } from '#shared/findings.ts'
import { shardsOf, type MergePlan } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { nameTrouble } from '#engine/io/path-rules.ts'
import { sideFileTargets } from './side-file-targets.ts'

/**
 * Names of the result and its files that a platform cannot have, or cannot tell from each other; one finding for each
 * kind, which names the first. Side files are those of `sources`.
 */
export function nameFindings(
  plan: MergePlan,
  sources: readonly Dataset[],
  platform: Platform = process.platform,
): Finding[] {
  const { output } = plan
  const paths = [...shardsOf(plan).map(({ path }) => path), ...sideFileTargets(sources).map(({ to }) => to)]
  const { impossible, twins, long } = nameTrouble(output, paths, platform)
  // Both kinds of slashes part names on Windows, where alone there is a problem.
  const ownProblem = fileNameProblem(win32.basename(output), platform)
  return [
    ...(ownProblem === undefined
      ? []
      : [refused(output, `The result cannot have this name: ${ownProblem}.`)]),
    ...impossible
      .slice(0, 1)
      .map(({ path, why }) => refused(path, `The result would have ${path}, which cannot be: ${why}.`)),
    ...twins
      .slice(0, 1)
      .map(([one, other]) =>
        refused(other, `The result would have ${one} and ${other}, which are one file to this system.`),
      ),
    ...long.slice(0, 1).map((path): Finding => ({
      code: 'OUTPUT_NAMES',
      tier: 'advisory',
      subject: path,
      message: `Paths of the result have 260 characters or more (${long.length} of ${paths.length}). Many programs on Windows cannot open them; a place nearer to the root of the drive helps.`,
    })),
  ]
}

function refused(subject: string, message: string): Finding {
  return { code: 'OUTPUT_NAMES', tier: 'blocking', subject, message }
}
