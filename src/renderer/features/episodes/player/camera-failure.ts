import { UnreadableMedia } from './fetch-media.ts'
import { VideoFileError } from './video-file.ts'

/** Whether another program could decode what this page cannot. */
export function isUndecodable(error: unknown): boolean {
  return error instanceof VideoFileError && error.codec !== undefined
}

/** What to say in the place of a camera's picture. */
export function cameraFailure(error: unknown, codec: string): string {
  if (error instanceof VideoFileError && error.codec !== undefined)
    return `${codec} (${error.codec}) cannot be decoded here. Everything else of this episode can be looked at.`
  if (error instanceof UnreadableMedia) return unreadable[error.reason]
  const message = error instanceof Error ? error.message : String(error)
  return `This camera cannot be shown: ${message}`
}

const unreadable: Readonly<Record<UnreadableMedia['reason'], string>> = {
  changed: 'This camera’s file was changed since the episode was opened.',
  gone: 'This camera cannot be read: its file, or this picture in it, is damaged or not there any more.',
  short: 'This camera’s file ends too early: it was cut off, or is still being recorded.',
  unreachable: 'Episplice cannot be reached, so this camera’s file cannot be read.',
}
