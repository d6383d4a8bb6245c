import { VideoFileError } from './video-file.ts'

/** Whether another program could decode what this page cannot. */
export function isUndecodable(error: unknown): boolean {
  return error instanceof VideoFileError && error.codec !== undefined
}

/** What to say in the place of a camera's picture. */
export function cameraFailure(error: unknown, codec: string): string {
  if (error instanceof VideoFileError && error.codec !== undefined)
    return `${codec} (${error.codec}) cannot be decoded here. Everything else of this episode can be looked at.`
  const message = error instanceof Error ? error.message : String(error)
  return `This camera cannot be shown: ${message}`
}
