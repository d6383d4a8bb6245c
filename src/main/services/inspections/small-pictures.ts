import { Writable } from 'node:stream'
import type { Ffmpeg } from '../ffmpeg.ts'

/** Pixels of the small pictures that are looked at, and how many of them a second. */
const [WIDTH, HEIGHT] = [32, 24]
const PICTURES_A_SECOND = 2
const MAX_PICTURES = 240
/** Of 255: what a covered lens gives, and what nothing else does. */
const DARK_MEAN = 14
const DARK_MOST = 40
/** The share of pictures that must be dark. */
const DARK_SHARE = 0.9
/** Between two pictures that are the same but for the encoder. */
const SAME = 2

/** Small grey pictures of a stretch of a video. */
export interface SmallPictures {
  readonly isDark: boolean
  /** All are the same. */
  readonly isSame: boolean
}

/** Looks at a stretch of a video, small and twice a second. Throws what ffmpeg throws. */
export async function lookAt(
  ffmpeg: Ffmpeg,
  stretch: { readonly video: string; readonly start: number; readonly end: number; readonly fps: number },
  signal?: AbortSignal,
): Promise<SmallPictures> {
  const { video, start, end, fps } = stretch
  const seconds = (end - start) / fps
  const rate = Math.min(PICTURES_A_SECOND, MAX_PICTURES / seconds)
  const parts: Buffer[] = []
  const output = new Writable({
    write: (chunk: Buffer, _, done) => {
      parts.push(chunk)
      done()
    },
  })
  const options = [
    ...[
      '-t',
      String(seconds - 0.5 / fps),
      '-vf',
      `fps=${rate},scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`,
    ],
    ...['-frames:v', String(MAX_PICTURES), '-c:v', 'rawvideo', '-f', 'rawvideo'],
  ]
  await ffmpeg.run({ video, seconds: Math.max(0, (start - 0.5) / fps), options, output }, { signal })
  const bytes = Buffer.concat(parts)
  const size = WIDTH * HEIGHT
  const pictures = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
  const dark = pictures.filter(isDark).length
  return {
    isDark: pictures.length > 0 && dark >= DARK_SHARE * pictures.length,
    isSame: pictures.length > 1 && pictures.every((picture) => isSame(picture, pictures[0]!)),
  }
}

function isDark(picture: Buffer): boolean {
  const sum = picture.reduce((all, grey) => all + grey, 0)
  return sum / picture.length < DARK_MEAN && Math.max(...picture) < DARK_MOST
}

function isSame(picture: Buffer, other: Buffer): boolean {
  return picture.every((grey, i) => Math.abs(grey - other[i]!) <= SAME)
}
