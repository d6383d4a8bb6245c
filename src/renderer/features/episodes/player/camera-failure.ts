import { UnreadableMedia } from './fetch-media.ts'
import { VideoFileError } from './video-file.ts'

/** A video that another program could decode. */
type Undecodable = VideoFileError & { readonly codec: string }

/** Whether another program could decode what this page cannot. */
export function isUndecodable(error: unknown): error is Undecodable {
  return error instanceof VideoFileError && error.codec !== undefined
}

/** What cannot be decoded, `codec` as people name it. Its copy may be in the same codec, of a kind that can be. */
export function undecodableText({ codec: own }: Undecodable, codec: string): string {
  return `This ${codec} video (${own}) cannot be decoded here.`
}

/** What to say in the place of a camera's picture, or of its copy's. */
export function cameraFailure(error: unknown, codec: string, isCopy: boolean): string {
  if (isUndecodable(error)) {
    const what = isCopy
      ? `This ${codec} video cannot be decoded here, and neither can its copy in H.264 (${error.codec}).`
      : undecodableText(error, codec)
    return `${what} ${othersText}`
  }
  if (error instanceof UnreadableMedia) return unreadable[error.reason]
  const message = error instanceof Error ? error.message : String(error)
  return `This camera cannot be shown: ${message}`
}

/** What is left where a camera cannot be shown. */
export const othersText = 'Everything else of this episode can be looked at.'

const unreadable: Readonly<Record<UnreadableMedia['reason'], string>> = {
  changed: 'This camera’s file was changed since the episode was opened.',
  gone: 'This camera cannot be read: its file, or this picture in it, is damaged or not there any more.',
  short: 'This camera’s file ends too early: it was cut off, or is still being recorded.',
  unreachable: 'Episplice cannot be reached, so this camera’s file cannot be read.',
}
