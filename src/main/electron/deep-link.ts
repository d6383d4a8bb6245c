import { isAbsolute } from 'node:path'

/** The scheme of links into the application: `episplice://dataset?path=/data/monday`. */
export const LINK_PROTOCOL = 'episplice'

/**
 * The dataset that a link or a command line names, as an absolute path; undefined when it names none. Links come from
 * anywhere, a web page too, so they can only open something for looking at, and never from another machine: a path
 * like `\\server\share` would make Windows send credentials there.
 */
export function datasetOfArguments(args: readonly string[]): string | undefined {
  for (const argument of args) {
    const path = argument.startsWith(`${LINK_PROTOCOL}:`) ? pathOfLink(argument) : argument
    if (path !== undefined && isAbsolute(path) && !isElsewhere(path) && !path.includes('\0')) return path
  }
  return undefined
}

function pathOfLink(link: string): string | undefined {
  const url = URL.parse(link)
  return url?.host === 'dataset' ? (url.searchParams.get('path') ?? undefined) : undefined
}

function isElsewhere(path: string): boolean {
  return /^[\\/]{2}/.test(path)
}
