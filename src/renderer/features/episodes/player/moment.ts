import { ungrouped } from '#renderer/format/numbers.ts'

/**
 * The frame that somebody asks for: `120` is a frame, `1,234` too, as the player writes it; `1:04.5`, `64.5` and `64s` are
 * times. Undefined for anything else.
 */
export function parseMoment(text: string, fps: number): number | undefined {
  const match = /^\s*(?:(\d+):)?(\d+)([.,]\d+)?\s*(s?)\s*$/.exec(ungrouped(text))
  if (match === null) return undefined
  const [, minutes, whole, fraction = '', unit] = match
  if (minutes === undefined && fraction === '' && unit === '') return Number(whole)
  const seconds = Number(minutes ?? 0) * 60 + Number(whole) + Number(fraction.replace(',', '.') || 0)
  return Math.round(seconds * fps)
}
