import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { sortFindings, type Finding } from '#shared/findings.ts'
import type { MergePlan } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import { exists, freeBytes } from '#engine/io/disk.ts'
import { folderProblem } from '#engine/io/folder-problem.ts'
import { mayBeInside } from '#engine/io/path-rules.ts'
import { checkTrimmedStatistics } from './check-statistics.ts'
import { findLeftovers } from './leftovers.ts'
import { nameFindings } from './name-findings.ts'
import { findResumableOf } from './resume.ts'

/** Headroom above the predicted size that the disk must have. */
const HEADROOM = 1.1

/** What {@link preflight} goes by instead of asking the file system. */
export interface PreflightOptions {
  readonly freeBytes?: number
  /** The open sources of the plan, to tell whether an interrupted merge can be continued. */
  readonly sources?: readonly Dataset[] | undefined
  /** It shall be: what it has made need not find room. */
  readonly resume?: boolean | undefined
  /** Nothing will be written now, which would tell whether the folder is there and can be written to. */
  readonly asksFolder?: boolean
}

/** Looks at the place where a plan would write: does it exist, does it touch a source, is there room. Writes nothing. */
export async function preflight(plan: MergePlan, options: PreflightOptions = {}): Promise<Finding[]> {
  const output = resolve(plan.output)
  const findings: Finding[] = []
  if (await exists(output)) {
    findings.push({
      code: 'OUTPUT_EXISTS',
      tier: 'blocking',
      subject: output,
      message: `${output} exists already. Nothing is ever overwritten; choose another name.`,
    })
  }
  if (options.asksFolder === true) findings.push(...(await folderFindings(dirname(output))))
  findings.push(...(await overlaps(plan, output)))
  const resumable = options.sources && (await findResumableOf({ ...plan, output }, options.sources))
  const free = options.freeBytes ?? (await freeBytes(dirname(output)))
  const made = options.resume === true ? (resumable?.bytes ?? 0) : 0
  const needed = Math.max(0, plan.totals.bytes * HEADROOM - made)
  if (free !== undefined && free < needed) {
    findings.push({
      code: 'NO_SPACE',
      tier: 'blocking',
      subject: dirname(output),
      message: 'The disk has not enough room for the result.',
      expected: `${Math.ceil(needed / 1e6)} MB`,
      actual: `${Math.floor(free / 1e6)} MB free`,
    })
  }
  findings.push(
    ...nameFindings({ ...plan, output }, options.sources ?? []),
    ...widenedTrims(plan),
    ...checkTrimmedStatistics(plan, options.sources ?? []),
  )
  for (const { path, bytes } of await findLeftovers(output)) {
    const isResumable = path === resumable?.path
    findings.push({
      code: 'LEFTOVER_STAGING',
      tier: 'advisory',
      subject: path,
      message: isResumable
        ? `This merge was interrupted before. ${Math.ceil(bytes / 1e6)} MB of it are in ${path}; it can go on from there.`
        : `An earlier merge was interrupted and left ${Math.ceil(bytes / 1e6)} MB in ${path}.`,
      fix: { option: '--remove-leftovers', label: 'Remove it' },
      ...(isResumable ? { otherFix: { option: '--resume', label: 'Continue it' } } : {}),
    })
  }
  return findings
}

async function folderFindings(folder: string): Promise<Finding[]> {
  const problem = await folderProblem(folder)
  if (problem === 'missing')
    return [
      {
        code: 'OUTPUT_PARENT_MISSING',
        tier: 'blocking',
        subject: folder,
        message: `The folder ${folder} does not exist. Create it first or choose another place.`,
      },
    ]
  if (problem === undefined) return []
  return [
    {
      code: 'OUTPUT_NOT_WRITABLE',
      tier: 'blocking',
      subject: folder,
      message: `Nothing can be written to ${folder}. Choose a folder that you may write to.`,
    },
  ]
}

/** Episodes that get more than was wanted of them. */
function widenedTrims({ recipe, episodes }: MergePlan): Finding[] {
  const planned = new Map(episodes.map((episode) => [`${episode.source}/${episode.episode}`, episode]))
  return recipe.sources.flatMap(({ name, trims = [] }, source) =>
    trims.flatMap(({ episode, from, to }): Finding[] => {
      const { trim, length } = planned.get(`${source}/${episode}`)!
      const own = trim ?? { from: 0, to: length }
      if (own.from === from && own.to === to) return []
      return [
        {
          code: 'TRIM_WIDENED',
          tier: 'advisory',
          source,
          subject: `episode ${episode}`,
          message: `Pictures are copied as they are, so episode ${episode} of ${name} can only be cut at a key frame of all its cameras. It keeps a little more.`,
          expected: `frames ${from} to ${to - 1}`,
          actual: `frames ${own.from} to ${own.to - 1}`,
        },
      ]
    }),
  )
}

async function overlaps(plan: MergePlan, output: string): Promise<Finding[]> {
  const target = join(await realpath(dirname(output)).catch(() => dirname(output)), basename(output))
  const findings: Finding[] = []
  for (const [source, { path, name }] of plan.recipe.sources.entries()) {
    if (path === undefined) continue
    const own = await realpath(path).catch(() => path)
    if (!mayBeInside(own, target) && !mayBeInside(target, own)) continue
    findings.push({
      code: 'OUTPUT_OVERLAPS_SOURCE',
      tier: 'blocking',
      source,
      subject: output,
      message: `The result would lie in the same place as ${name}. Sources are never touched; choose a folder outside of it.`,
    })
  }
  return findings
}

/** Throws `BLOCKED` with all findings when one of them is blocking, or fixable and not yet fixed. */
export function refuseIfBlocked(findings: readonly Finding[]): void {
  const stopping = sortFindings(findings).filter(({ tier }) => tier !== 'advisory')
  const [first] = stopping
  if (first === undefined) return
  throw new EngineError(
    'BLOCKED',
    `${stopping.length} ${stopping.length === 1 ? 'finding stands' : 'findings stand'} in the way: ${first.message}`,
    {
      hint: 'Nothing was written. See the list of findings; each says what was expected and what is there.',
      details: { findings },
    },
  )
}
