import { ungrouped } from '../format/numbers.ts'

interface Limits {
  readonly min: number
  readonly max?: number
  readonly isInteger?: boolean
}

/**
 * What was typed as a number within limits, or what is wrong with it. A comma is taken for a decimal point, unless it stands
 * between groups of three digits, as numbers are written here.
 */
export function parseNumber(
  text: string,
  { min, max, isInteger }: Limits,
): { value?: number; problem?: string } {
  const cleaned = ungrouped(text.trim()).replace(',', '.')
  const value = Number(cleaned)
  if (cleaned === '' || !Number.isFinite(value)) return { problem: 'Type a number.' }
  if (isInteger === true && !Number.isInteger(value)) return { problem: 'Type a whole number.' }
  if (value < min) return { problem: `At least ${min}.` }
  if (max !== undefined && value > max) return { problem: `At most ${max}.` }
  return { value }
}
