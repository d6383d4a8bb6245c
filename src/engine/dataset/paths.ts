import { readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { EngineError } from '#shared/errors.ts'
import { fileError } from '#engine/io/files.ts'

/** Path templates of the format, with forward slashes, relative to the dataset. */
export const DEFAULT_DATA_PATH = 'data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet'
export const DEFAULT_VIDEO_PATH = 'videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4'
/** Not settable in info.json. */
export const EPISODES_PATH = 'meta/episodes/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet'

/** Values for the fields of a template. */
export interface TemplateFields {
  readonly chunk_index: number
  readonly file_index: number
  readonly video_key?: string
}

/** A template taken apart: fixed text, and the fields between. */
interface Template {
  readonly text: string
  readonly parts: readonly (
    | string
    | { readonly field: string; readonly name: keyof TemplateFields | undefined; readonly width: number }
  )[]
}

/** The template of the last call: a dataset has two, and fills each once for every episode. */
let last: Template = { text: '', parts: [] }

/**
 * Fills a Python `str.format` template as far as the format uses it: `{name}` and `{name:0Nd}`.
 * Throws `INFO_INVALID` for any other field.
 */
export function formatPath(template: string, fields: TemplateFields): string {
  if (last.text !== template) last = takeApart(template)
  let path = ''
  for (const part of last.parts) {
    if (typeof part === 'string') {
      path += part
      continue
    }
    const value = part.name && fields[part.name]
    if (value === undefined) {
      throw new EngineError('INFO_INVALID', `unknown field ${part.field} in path template ${template}`, {
        hint: 'Use {chunk_index:03d}, {file_index:03d} and {video_key}.',
      })
    }
    path += typeof value === 'number' ? String(value).padStart(part.width, '0') : value
  }
  return path
}

function takeApart(text: string): Template {
  const parts = text.split(/(\{[^{}]*\})/).map((part, i) => {
    if (i % 2 === 0) return part
    const match = /^\{(chunk_index|file_index|video_key)(?::0?(\d{1,2})d)?\}$/.exec(part)
    return {
      field: part,
      name: match?.[1] as keyof TemplateFields | undefined,
      width: Number(match?.[2] ?? 0),
    }
  })
  return { text, parts }
}

/**
 * The absolute path of a file of the dataset. Dataset files name paths, so one that would leave the dataset's
 * folder is refused with `PATH_OUTSIDE_DATASET`. Symbolic links inside are followed: hub caches are made of them.
 */
export function pathInside(dir: string, file: string): string {
  const path = resolve(dir, file)
  const fromDir = relative(dir, path)
  if (
    fromDir === '' ||
    fromDir === '..' ||
    fromDir.startsWith(`..${sep}`) ||
    resolve(dir, fromDir) !== path ||
    // On other systems a name like any other, and all the same not what anyone means.
    /^[A-Za-z]:[\\/]/.test(file) ||
    file.includes('\0')
  ) {
    throw new EngineError('PATH_OUTSIDE_DATASET', `${file} leads outside the dataset ${dir}`, {
      hint: 'Correct data_path and video_path in meta/info.json.',
    })
  }
  return path
}

/**
 * Files one directory below `folder` that end in `extension`, relative to the dataset with forward slashes,
 * sorted as strings: how the reference loader finds data and episodes. Hidden ones are the system's: macOS puts
 * `._file-000.parquet` beside a file on a drive of another system. Throws `FILE_UNREADABLE` for a folder that is
 * there and cannot be listed.
 */
export async function globFiles(dir: string, folder: string, extension: string): Promise<string[]> {
  const found: string[] = []
  for (const chunk of await listOrNothing(join(dir, folder))) {
    for (const name of await listOrNothing(join(dir, folder, chunk))) {
      if (name.endsWith(extension) && !name.startsWith('.')) found.push(`${folder}/${chunk}/${name}`)
    }
  }
  return found.sort()
}

async function listOrNothing(dir: string): Promise<string[]> {
  try {
    return await readdir(dir)
  } catch (cause) {
    const error = fileError(dir, cause)
    if (error.code === 'FILE_MISSING') return [] // Not there, or a file: nothing to find either way.
    throw error
  }
}
