import type { JsonValue } from '#engine/dataset/python-json.ts'

/** Texts of `["a", "b"]` and of `{"motors": ["a", "b"]}`. Anything else names no elements. */
export function elementNames(names: JsonValue | undefined): string[] {
  if (typeof names === 'string') return [names]
  if (typeof names !== 'object' || names === null) return []
  const parts = Array.isArray(names) ? names : Object.values(names)
  return parts.flatMap((part) => elementNames(part as JsonValue))
}
