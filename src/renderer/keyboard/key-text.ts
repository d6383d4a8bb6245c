/** Whether the command key stands where other systems have Ctrl. */
export const isMac = typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')

/** The parts of a combination, the key last. That key may itself be the plus sign. */
export function keyParts(keys: string): string[] {
  return keys.split(/(?<=.)\+/)
}

const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
const signs: Readonly<Record<string, string>> = {
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
}

/** A combination such as `Mod+Shift+Z` as it is written on this system. */
export function keyText(keys: string, mac = isMac): string {
  const parts = keyParts(keys).map((part) => {
    if (mac && macSigns[part] !== undefined) return macSigns[part]
    return part === 'Mod' ? 'Ctrl' : (signs[part] ?? part)
  })
  return parts.join(mac ? '' : '+')
}
