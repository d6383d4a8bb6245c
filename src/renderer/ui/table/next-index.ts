/**
 * Where a key that moves through a list of `count` leads to from `index` (-1: nowhere yet); undefined for another key
 * or an empty list. `page` is how many a page key moves.
 */
export function nextIndex(key: string, index: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined
  const clamp = (value: number) => Math.max(0, Math.min(count - 1, value))
  switch (key) {
    case 'ArrowDown':
      return clamp(index + 1)
    case 'ArrowUp':
      return clamp(index - 1)
    case 'PageDown':
      return clamp(Math.max(index, 0) + page)
    case 'PageUp':
      return clamp(index - page)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
