import { api } from '#renderer/api/api.ts'
import { ThumbnailQueue } from './thumbnail-queue.ts'

/** The thumbnails of this window. */
export const thumbnails = new ThumbnailQueue(api)
