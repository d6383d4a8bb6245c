/** What makes a text no folder name anywhere; undefined for a name. What this machine refuses, a preview says. */
export function outputNameProblem(name: string): string | undefined {
  if (/[/\\]/.test(name)) return 'A name, not a path: no / or \\.'
  if (name === '.' || name === '..') return 'This name means another folder.'
  return undefined
}

/** A name to begin with: what the sources' names have in common, or `merged`. */
export function proposedName(sources: readonly string[]): string {
  const [first] = sources
  if (first === undefined) return ''
  let common = first
  for (const name of sources) {
    while (!name.startsWith(common)) common = common.slice(0, -1)
  }
  const word = sources.length === 1 ? first : common.replace(/[\s_.-]*\d*[\s_.-]*$/, '')
  return word.length < 3 ? 'merged' : `${word}_merged`
}
