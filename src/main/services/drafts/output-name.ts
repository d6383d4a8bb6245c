import { EngineError } from '#shared/errors.ts'
import { fileNameProblem } from '#shared/file-names.ts'

/** Names have 255 bytes on common file systems, and a merge adds `.partial-` and an id while it runs. */
const MAX_BYTES = 200

/** Why a folder cannot have this name on this platform; undefined when it can. */
export function outputNameProblem(name: string, platform: NodeJS.Platform): EngineError | undefined {
  const why = reason(name, platform)
  return why === undefined
    ? undefined
    : new EngineError('NAME_INVALID', `${JSON.stringify(name)} cannot be the name of a folder: ${why}`, {
        hint: 'Choose another name.',
      })
}

function reason(name: string, platform: NodeJS.Platform): string | undefined {
  if (name.trim() === '') return 'it is empty'
  if (/[/\\]/.test(name)) return 'it has a slash in it'
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'it has a control character in it'
  if (name !== name.trim()) return 'it begins or ends with a space'
  if (name.startsWith('.')) return 'it begins with a dot and would be hidden'
  if (/\.partial-[^.]*$/.test(name)) return 'it would look like an unfinished merge'
  if (Buffer.byteLength(name) > MAX_BYTES) return `it is longer than ${MAX_BYTES} bytes`
  return fileNameProblem(name, platform)
}
