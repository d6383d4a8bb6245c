/** An entry of a list in two columns, with an optional figure at the right edge. */
export interface Pair {
  readonly left: string
  /** Paragraphs, one below the other. */
  readonly right: readonly string[]
  readonly end?: string
}

const INDENT = 2
const GAP = 2
/** The left column takes this share of the width at most; longer names are wrapped. */
const MAX_LEFT_SHARE = 0.4
/** Lists of short names get this much room. */
const LIST_WIDTH = 20

/** Pairs as a table of `width` columns. Both sides are wrapped, the figure stands on the first line. */
export function pairsText(pairs: readonly Pair[], width: number): string {
  const longest = (texts: readonly string[]): number =>
    texts.reduce((max, text) => Math.max(max, text.length), 0)
  const endWidth = longest(pairs.map(({ end = '' }) => end))
  const lefts = pairs.map(({ left }) => left)
  // Lists of names break between names, so that the longest name decides.
  const longestWord = longest(lefts.flatMap((left) => left.split(/(?<=\S) /)))
  const wanted = Math.max(longestWord, Math.min(longest(lefts), LIST_WIDTH))
  const leftWidth = Math.min(wanted, Math.floor(width * MAX_LEFT_SHARE))
  const rightWidth = width - INDENT - leftWidth - GAP - (endWidth === 0 ? 0 : endWidth + GAP)
  return pairs
    .flatMap(({ left, right, end = '' }) => {
      const names = wrapLines(left, leftWidth)
      const rights = right.flatMap((text) => wrapLines(text, rightWidth))
      return Array.from({ length: Math.max(names.length, rights.length) }, (_, i) => {
        const line = `${' '.repeat(INDENT)}${(names[i] ?? '').padEnd(leftWidth + GAP)}${(rights[i] ?? '').padEnd(rightWidth)}`
        return `${line}${i === 0 ? ' '.repeat(GAP) + end.padStart(endWidth) : ''}`.trimEnd()
      })
    })
    .join('\n')
}

/**
 * Breaks text into lines of at most `width` characters: between words, and inside a word that is longer than a line,
 * after a dot, slash or bracket if there is one. Leading spaces are kept, and repeated on every line.
 */
export function wrapLines(text: string, width: number): string[] {
  const indent = /^ */.exec(text)![0]
  const room = Math.max(1, width - indent.length)
  const lines: string[] = []
  let line = ''
  for (const word of text.trim().split(/\s+/)) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length <= room) {
      line += ` ${rest}`
      continue
    }
    if (line !== '') lines.push(line)
    while (rest.length > room) {
      const cut = breakPoint(rest, room)
      lines.push(rest.slice(0, cut))
      rest = rest.slice(cut)
    }
    line = rest
  }
  return [...lines, line].map((part) => indent + part)
}

function breakPoint(word: string, room: number): number {
  const after = Math.max(...['.', '/', '<', ',', '_'].map((mark) => word.lastIndexOf(mark, room - 1) + 1))
  if (after > room / 2) return after
  // Not between the halves of a character.
  return /[\uD800-\uDBFF]/.test(word.charAt(room - 1)) && room > 1 ? room - 1 : room
}

/** Text of at most `length` characters; what is cut off is shown as `…`. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
