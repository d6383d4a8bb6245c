import { isAbsolute } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import type { Places } from '#main/services/places.ts'
import { episodePath, episodesPath, LINK_PROTOCOL, parseMomentPath } from '#shared/routes.ts'

/** What a link or a command line asks for. */
export interface LinkTarget {
  /** Of a dataset; absolute. */
  readonly path: string
  readonly moment: ReturnType<typeof parseMomentPath>
  /** Typed by a person; what a link names was maybe written by a page that somebody only clicked on. */
  readonly isChosen: boolean
}

/**
 * What a program was started with, without itself. Unpackaged, Electron is the program, and the application what it
 * takes for that: its first argument that is no switch.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  const given = argv.slice(1)
  return isPackaged ? given : given.slice(given.findIndex((argument) => !argument.startsWith('-')) + 1)
}

/**
 * The dataset that a link or a command line names, and the frame of an episode where the link names one
 * (`momentLink`); undefined when it names none. Links come from anywhere, a web page too, so they can only open
 * something for looking at.
 */
export function targetOfArguments(args: readonly string[]): LinkTarget | undefined {
  for (const argument of args) {
    const target = argument.startsWith(`${LINK_PROTOCOL}:`)
      ? targetOfLink(argument)
      : { path: argument, moment: undefined, isChosen: true }
    if (target !== undefined && isAcceptable(target.path)) return target
  }
  return undefined
}

function targetOfLink(link: string): LinkTarget | undefined {
  const url = URL.parse(link)
  const path = url?.searchParams.get('path') ?? undefined
  if (url?.host !== 'dataset' || path === undefined) return undefined
  const [episode, frame] = ['episode', 'frame'].map((name) => url.searchParams.get(name))
  return { path, moment: parseMomentPath(`${episode ?? ''}?frame=${frame ?? '0'}`), isChosen: false }
}

/**
 * Names what is to be opened, and the screen that shows it. Throws `FILE_MISSING`, or `NOT_AVAILABLE` for a link to
 * what is on another machine, without looking there: a path like `\\server\share` would make Windows send credentials
 * to whom the link names.
 */
export async function routeOf(
  { path, moment, isChosen }: LinkTarget,
  places: Pick<Places, 'admit' | 'choose'>,
): Promise<string> {
  if (!isChosen && isElsewhere(path))
    throw new EngineError('NOT_AVAILABLE', `a link does not open what is on another machine: ${path}`, {
      hint: 'Open this dataset from the File menu, or add its folder to the library.',
    })
  const { id } = isChosen ? await places.choose(path) : await places.admit(path)
  return moment === undefined ? episodesPath(id) : episodePath(id, moment.episode, moment.frame)
}

function isAcceptable(path: string): boolean {
  return isAbsolute(path) && !path.includes('\0')
}

function isElsewhere(path: string): boolean {
  return /^[\\/]{2}/.test(path)
}
