/** A list of episodes as it was typed: what it names, or why it names nothing. */
export type EpisodeList =
  | { readonly ok: true; readonly episodes: readonly number[] | undefined }
  | { readonly ok: false; readonly problem: string }

/**
 * Parses `0-5, 7`: episode numbers and inclusive ranges in the order that they shall have. Nothing, or `all`, is every
 * episode (`undefined`). `total` is how many the source has; undefined while that is not known.
 */
export function parseEpisodeList(text: string, total: number | undefined): EpisodeList {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.toLowerCase() === 'all') return { ok: true, episodes: undefined }
  const seen = new Set<number>()
  for (const part of trimmed.split(/\s*[,;]\s*|\s+(?!-)(?<!-\s*)/).filter((part) => part !== '')) {
    const match = /^(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?$/.exec(part)
    if (match === null) return problem(`“${part}” is not a number or a range. Write 0-5, 7.`)
    const first = Number(match[1])
    const last = Number(match[2] ?? first)
    if (last < first) return problem(`The range ${part} runs backwards.`)
    if (total !== undefined && last >= total)
      return problem(
        total === 0 ? 'There are no episodes.' : `Episode ${last} is not there: they are 0 to ${total - 1}.`,
      )
    if (last - first >= MAX_EPISODES) return problem(`The range ${part} is too long.`)
    for (let episode = first; episode <= last; episode++) {
      if (seen.has(episode)) return problem(`Episode ${episode} is named twice.`)
      seen.add(episode)
    }
  }
  return { ok: true, episodes: isEveryEpisode(seen, total) ? undefined : [...seen] }
}

/** Why a text that was typed names no episodes; undefined where it does, and where nothing was typed. */
export function episodeListProblem(text: string | undefined, total: number | undefined): string | undefined {
  const list = text === undefined ? undefined : parseEpisodeList(text, total)
  return list?.ok === false ? list.problem : undefined
}

/** As many as a draft may name. */
const MAX_EPISODES = 1_000_000

function isEveryEpisode(episodes: ReadonlySet<number>, total: number | undefined): boolean {
  return episodes.size === total && [...episodes].every((episode, i) => episode === i)
}

function problem(text: string): EpisodeList {
  return { ok: false, problem: text }
}

/** The shortest text that {@link parseEpisodeList} reads back: `0-5, 7`; empty for all. */
export function episodeListText(episodes: readonly number[] | undefined): string {
  if (episodes === undefined) return ''
  const parts: string[] = []
  for (let i = 0; i < episodes.length;) {
    let end = i + 1
    while (end < episodes.length && episodes[end] === episodes[end - 1]! + 1) end++
    const [first, last] = [episodes[i]!, episodes[end - 1]!]
    if (end - i > 2) parts.push(`${first}-${last}`)
    else for (let k = i; k < end; k++) parts.push(String(episodes[k]))
    i = end
  }
  return parts.join(', ')
}

/**
 * The list with one episode put in or taken out. An episode goes back to its place by number; the order of the others
 * stays.
 */
export function toggledEpisode(
  episodes: readonly number[] | undefined,
  episode: number,
  total: number,
): readonly number[] | undefined {
  const all = episodes ?? Array.from({ length: total }, (_, i) => i)
  if (all.includes(episode)) return all.filter((other) => other !== episode)
  const after = all.findIndex((other) => other > episode)
  const next = all.toSpliced(after === -1 ? all.length : after, 0, episode)
  return isEveryEpisode(new Set(next), total) ? undefined : next
}
