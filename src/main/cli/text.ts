/** Bytes as people read them, decimal units: `12.3 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]!}`
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = String(s).padStart(2, '0')
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`
}

/** `1 episode`, `2 episodes`. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`
}

/** Text to go behind `indent` spaces in a terminal of `width` columns; words are not broken. */
export function wrapText(text: string, indent: number, width = 100): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.join(`\n${' '.repeat(indent)}`)
}

/** Rows as a table: columns padded to their widest cell, two spaces apart; `right` lists right-aligned columns. */
export function tableText(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  indent = 2,
): string {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) => {
      const cells = row.map((cell, i) =>
        right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
      )
      return `${' '.repeat(indent)}${cells.join('  ')}`.trimEnd()
    })
    .join('\n')
}

/**
 * Text without what a terminal would obey: names, tasks and messages of datasets may hold anything, also sequences
 * that move the cursor or change a title. Control characters are shown as their pictures; lines and tabs stay.
 */
export function harmless(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0)
    if (code >= 0x80) return '\ufffd'
    return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code)
  })
}
