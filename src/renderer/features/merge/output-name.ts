/** What is wrong with a folder name, before anything is asked of the disk; undefined for a good one. */
export function outputNameProblem(name: string): string | undefined {
  if (name === '') return undefined
  if (/[/\\]/.test(name)) return 'A name, not a path: no / or \\.'
  if (name === '.' || name === '..') return 'This name means another folder.'
  // Names that one of the systems refuses: a dataset travels between them.
  const forbidden = /[<>:"|?*\u0000-\u001f]/.exec(name)?.[0]
  if (forbidden !== undefined)
    return `A folder name cannot have ${forbidden < ' ' ? 'control characters' : forbidden}`
  if (name !== name.trim()) return 'Spaces at the beginning or end are easily overlooked.'
  if (name.endsWith('.')) return 'Windows drops a dot at the end.'
  if (new TextEncoder().encode(name).length > 200) return 'The name is too long.'
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
