/** Something that the command palette can do. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Where or what it is, quiet beside the label; searched, too. */
  readonly note: string
  readonly run: () => void
}

const SHOWN = 50

/**
 * The commands that hold every word of the query, those first whose label begins with it or holds it at the beginning
 * of a word; otherwise in their order.
 */
export function matchingCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return commands.slice(0, SHOWN)
  return commands
    .map((command) => ({ command, rank: rankOf(command, words) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank! - b.rank!)
    .slice(0, SHOWN)
    .map(({ command }) => command)
}

function rankOf({ label, note }: Command, words: readonly string[]): number | undefined {
  const title = label.toLowerCase()
  const text = `${title} ${note.toLowerCase()}`
  if (!words.every((word) => text.includes(word))) return undefined
  const first = words[0]!
  if (title.startsWith(first)) return 0
  if (title.split(/[\s_\-/.]+/).some((part) => part.startsWith(first))) return 1
  return title.includes(first) ? 2 : 3
}
