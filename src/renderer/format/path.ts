/**
 * A path of at most `max` characters: parts in the middle become `…`; the last part is kept as long as it fits, then
 * the first ones. Slashes of either kind.
 */
export function shortenPath(path: string, max: number): string {
  if (path.length <= max) return path
  const separator = path.includes('/') ? '/' : '\\'
  const parts = path.split(separator)
  const last = parts.at(-1)!
  for (let hidden = 1; hidden < parts.length - 1; hidden++) {
    const kept = parts.length - 1 - hidden
    const head = parts.slice(0, Math.ceil(kept / 2))
    const tail = parts.slice(parts.length - 1 - Math.floor(kept / 2))
    const short = [...head, '…', ...tail].join(separator)
    if (short.length <= max) return short
  }
  const short = `…${separator}${last}`
  return short.length <= max ? short : shortenMiddle(last, max)
}

/** A name of at most `max` characters; what is left out of its middle becomes `…`. */
export function shortenMiddle(text: string, max: number): string {
  if (text.length <= max) return text
  const head = Math.ceil((max - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`
}
