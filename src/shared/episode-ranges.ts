/** `0, 1, 2, 5` as `0-2`, `5`. The order stays. */
export function episodeRanges(episodes: readonly number[]): string[] {
  const ranges: { first: number; last: number }[] = []
  for (const episode of episodes) {
    const open = ranges.at(-1)
    if (open?.last === episode - 1) open.last = episode
    else ranges.push({ first: episode, last: episode })
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`))
}

/** Ranges that are told before the rest is only counted. */
const MAX_RANGES = 12

/** Numbers of episodes, `0-5, 7`; of very many only the first. */
export function episodeNumbers(episodes: readonly number[]): string {
  const ranges = episodeRanges(episodes)
  const shown = ranges.slice(0, MAX_RANGES).join(', ')
  return ranges.length > MAX_RANGES ? `${shown}, … (${episodes.length} in all)` : shown
}

/** Episodes in words: `episode 3`, `episodes 0-5, 7`. See {@link episodeNumbers}. */
export function episodesText(episodes: readonly number[]): string {
  return `${episodes.length === 1 ? 'episode' : 'episodes'} ${episodeNumbers(episodes)}`
}
