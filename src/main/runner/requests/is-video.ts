import { cameraKeys } from '#engine/dataset/info.ts'
import { formatPath, pathInside } from '#engine/dataset/paths.ts'
import { readInfo } from './scan.ts'

/** More numbers than a camera's name and a template have together. */
const MAX_NUMBERS = 16

/**
 * Whether `file` is what the dataset's video template gives for one of its cameras and some chunk and file number: then
 * it is a video of the dataset, whether it exists or not. Throws `PATH_OUTSIDE_DATASET` for a template that leads out.
 */
export async function isVideo(dir: string, file: string): Promise<boolean> {
  const info = await readInfo(dir)
  // Any number in the path may be either: the template is filled with them, and the outcome compared as a whole.
  const numbers = [...new Set(Array.from(file.matchAll(/\d{1,9}/g), ([digits]) => Number(digits)))]
  if (numbers.length > MAX_NUMBERS) return false
  const isOne = cameraKeys(info).some((video_key) =>
    numbers.some((chunk_index) =>
      numbers.some(
        (file_index) => formatPath(info.videoPath, { video_key, chunk_index, file_index }) === file,
      ),
    ),
  )
  if (isOne) pathInside(dir, file)
  return isOne
}
