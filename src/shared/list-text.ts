/** The first names, and how many more there are: `a, b and 3 more`. */
export function listText(names: readonly (string | number)[], most: number): string {
  const rest = names.length - most
  const shown = names.slice(0, most).join(', ')
  return rest > 0 ? `${shown} and ${rest.toLocaleString('en-US')} more` : shown
}
