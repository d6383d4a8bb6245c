/** Where files lie: `process.platform`, or any other to ask about. */
export type Platform = string

/** Names that Windows keeps for devices, whatever follows a dot; digits may be superscripts there. */
const DEVICES = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i

/** Why no file or folder can have a name on a platform, as the end of a sentence; undefined when it can. */
export function fileNameProblem(name: string, platform: Platform): string | undefined {
  if (platform !== 'win32') return undefined
  // Control characters are refused as well.
  if (/[<>:"|?*\u0000-\u001f]/.test(name)) return 'Windows allows none of < > : " | ? *'
  if (/[. ]$/.test(name)) return 'on Windows it cannot end with a dot or a space'
  return DEVICES.test(name) ? 'Windows keeps it for a device' : undefined
}

/**
 * The name that a file system of a platform goes by, as its makers ship it: Windows does not tell capitals from small
 * letters, macOS neither these nor composed from decomposed characters, Linux tells all of them apart.
 */
export function foldedName(name: string, platform: Platform): string {
  if (platform === 'win32') return name.toUpperCase()
  return platform === 'darwin' ? name.normalize('NFC').toUpperCase().normalize('NFC') : name
}
