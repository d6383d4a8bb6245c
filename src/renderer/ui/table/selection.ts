/**
 * Which rows are chosen. `active` is where the keyboard is, `anchor` where an extension begins, both as keys, so that
 * they stay with their rows when the order changes.
 */
export interface Selection {
  readonly keys: ReadonlySet<string>
  readonly active: string | undefined
  readonly anchor: string | undefined
}

export const noSelection: Selection = { keys: new Set(), active: undefined, anchor: undefined }

/** Moves without choosing. */
export function moveTo(selection: Selection, key: string): Selection {
  return { ...selection, active: key, anchor: key }
}

/** Chooses this row and no other. */
export function selectOnly(key: string): Selection {
  return { keys: new Set([key]), active: key, anchor: key }
}

/** Chooses a row in addition, or no longer. */
export function toggle(selection: Selection, key: string): Selection {
  const keys = new Set(selection.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, active: key, anchor: key }
}

/** Chooses every row from the anchor to this one, in the present order, in addition to the others. */
export function extendTo(selection: Selection, key: string, order: readonly string[]): Selection {
  const anchor = selection.anchor ?? key
  const from = order.indexOf(anchor)
  const to = order.indexOf(key)
  if (to < 0) return selection
  if (from < 0) return toggle({ ...selection, keys: without(selection.keys, key) }, key)
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  const previous = selection.active === undefined ? -1 : order.indexOf(selection.active)
  // What the extension covered before and does not any more is let go.
  const covered = previous < 0 ? [] : order.slice(Math.min(from, previous), Math.max(from, previous) + 1)
  const keys = new Set(selection.keys)
  for (const each of covered) keys.delete(each)
  for (const each of between) keys.add(each)
  return { keys, active: key, anchor }
}

/** Chooses all rows; none when all were. */
export function selectAll(selection: Selection, order: readonly string[]): Selection {
  const isAll = order.length > 0 && order.every((key) => selection.keys.has(key))
  return { ...selection, keys: isAll ? new Set() : new Set(order) }
}

/** The selection without the rows that are not there any more. */
export function kept(selection: Selection, exists: (key: string) => boolean): Selection {
  if ([...selection.keys].every(exists)) return selection
  return { ...selection, keys: new Set([...selection.keys].filter(exists)) }
}

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const rest = new Set(keys)
  rest.delete(key)
  return rest
}
