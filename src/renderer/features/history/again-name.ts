/** The folder name that a repeated merge is given when the user names none: `NAME-again`. */
export function againName(name: string): string {
  return `${name.replace(/-again(-\d+)?$/, '')}-again`
}
