import { join } from 'node:path'
import { exists, freeBytes } from '#engine/io/disk.ts'
import { folderProblem } from '#engine/io/folder-problem.ts'
import { isInside } from '#engine/io/path-rules.ts'
import { EngineError, toAppError, type AppError } from '#shared/errors.ts'
import type { MergeDraft, OutputPreview } from '#shared/model/merge.ts'
import type { Places } from '../places.ts'
import { outputNameProblem } from './output-name.ts'

/** Where the chosen output stands apart from what goes into it. Writes nothing. */
export async function checkOutput(
  { parent: id, name }: MergeDraft['output'],
  places: Places,
  around: {
    /** Without links. */
    readonly sources: readonly string[]
    /** Outputs of merges that are queued or run. */
    readonly awaited: ReadonlySet<string>
    readonly platform?: NodeJS.Platform
  },
): Promise<OutputPreview> {
  const nameProblem = name === '' ? undefined : outputNameProblem(name, around.platform ?? process.platform)
  const chosen: OutputPreview = {
    path: undefined,
    parent: undefined,
    freeBytes: undefined,
    problem: nameProblem?.toJSON(),
  }
  if (id === undefined) return chosen
  let parent: string
  try {
    const shown = places.pathOf(id)
    parent = await places.resolve(id).catch((error: unknown) => {
      throw missingParent(shown, error)
    })
  } catch (error) {
    return { ...chosen, problem: toAppError(error) }
  }
  const known = { ...chosen, parent: places.peek(parent), freeBytes: await freeBytes(parent) }
  const parentProblem = await problemOfParent(parent)
  if (parentProblem !== undefined) return { ...known, problem: parentProblem }
  if (name === '' || nameProblem !== undefined) return known
  const path = join(parent, name)
  return { ...known, path, problem: await problemOf(path, around) }
}

function missingParent(path: string, error: unknown): unknown {
  if (!(error instanceof EngineError && error.code === 'FILE_MISSING')) return error
  return new EngineError('OUTPUT_PARENT_MISSING', `the folder ${path} does not exist`, {
    hint: 'Create it first or choose another place.',
    cause: error,
  })
}

async function problemOfParent(parent: string): Promise<AppError | undefined> {
  const problem = await folderProblem(parent)
  if (problem === 'missing')
    return { code: 'OUTPUT_PARENT_MISSING', message: `${parent} is not a folder`, hint: 'Choose a folder.' }
  return problem === undefined
    ? undefined
    : {
        code: 'OUTPUT_NOT_WRITABLE',
        message: `cannot write to ${parent}`,
        hint: 'Choose a folder that you may write to.',
      }
}

async function problemOf(
  path: string,
  { sources, awaited }: { readonly sources: readonly string[]; readonly awaited: ReadonlySet<string> },
): Promise<AppError | undefined> {
  const hint = 'Choose another name.'
  if (await exists(path)) return { code: 'OUTPUT_EXISTS', message: `${path} exists already`, hint }
  if (awaited.has(path)) return { code: 'OUTPUT_EXISTS', message: `a merge into ${path} is under way`, hint }
  const touched = sources.find((source) => isInside(path, source) || isInside(source, path))
  return touched === undefined
    ? undefined
    : {
        code: 'OUTPUT_OVERLAPS_SOURCE',
        message: `${path} lies in the same place as the source ${touched}`,
        hint: 'Sources are never touched; choose a folder outside of them.',
      }
}
