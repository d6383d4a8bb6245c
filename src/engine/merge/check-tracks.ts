import type { Finding } from '#shared/findings.ts'
import type { MergeOptions } from '#shared/plan.ts'
import type { Dataset } from '#engine/dataset/open.ts'
import type { VideoFile } from '#engine/dataset/video-files.ts'

/** Names that info.json uses for the sample entries of MP4. */
const codecNames: Readonly<Record<string, string>> = {
  av01: 'av1',
  avc1: 'h264',
  avc3: 'h264',
  hvc1: 'hevc',
  hev1: 'hevc',
  vp09: 'vp9',
  mp4v: 'mpeg4',
}

/** How far a file's measured frame rate may be from the dataset's: containers round times to milliseconds. */
const FPS_TOLERANCE = 0.02

/** Compares what the video files are with what info.json says of them. */
export function checkTracks(dataset: Dataset, source: number, options: MergeOptions): Finding[] {
  return [...dataset.videoFiles].flatMap(([camera, files]) =>
    checkCamera(dataset, camera, files, source, options),
  )
}

function checkCamera(
  dataset: Dataset,
  camera: string,
  files: readonly VideoFile[],
  source: number,
  options: MergeOptions,
): Finding[] {
  const { info } = dataset
  const feature = info.features.get(camera)
  const stated = (key: string): string | undefined => {
    const value = feature?.info?.[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const size = sizeOf(stated('video.width'), stated('video.height'))
  const codec = stated('video.codec')
  const isOtherSize = ({ track }: VideoFile): boolean => size !== undefined && size !== sizeOfTrack(track)
  const isOtherRate = ({ track }: VideoFile): boolean =>
    track.averageFps > 0 && Math.abs(track.averageFps / info.fps - 1) > FPS_TOLERANCE
  const findings = files.flatMap((file): Finding[] => {
    const { path, track } = file
    const fourcc = codecNames[track.fourcc] ?? track.fourcc
    const about = { source, subject: path }
    const found: Finding[] = []
    if (isOtherSize(file)) {
      found.push({
        ...about,
        ...confined(dataset, camera, file, isOtherSize),
        code: 'VIDEO_SIZE',
        tier: 'blocking',
        message: `${path} has another picture size than meta/info.json says.`,
        expected: size!,
        actual: sizeOfTrack(track),
      })
    }
    if (codec !== undefined && codec !== fourcc) {
      found.push({
        ...about,
        code: 'VIDEO_CODEC',
        tier: 'advisory',
        message: `${path} has another codec than meta/info.json says.`,
        expected: codec,
        actual: fourcc,
      })
    }
    if (isOtherRate(file)) {
      found.push({
        ...about,
        ...confined(dataset, camera, file, isOtherRate),
        code: 'VIDEO_FPS',
        tier: 'blocking',
        message: `${path} has another frame rate than its dataset.`,
        expected: `${info.fps} fps`,
        actual: `${Number(track.averageFps.toFixed(3))} fps`,
      })
    }
    if (track.hasAudio) {
      found.push({
        ...about,
        code: 'VIDEO_AUDIO',
        tier: options.dropAudio ? 'advisory' : 'fixable',
        message: `${path} has sound, which a merge cannot carry over.`,
        ...(options.dropAudio ? {} : { fix: { option: '--drop-audio', label: 'Leave audio out' } }),
      })
    }
    if (track.movingTracks > 1) {
      found.push({
        ...about,
        code: 'VIDEO_TRACKS',
        tier: 'advisory',
        message: `${path} has ${track.movingTracks} video tracks.`,
        repair: 'The first one that is enabled is used, as players do; the others are left out.',
      })
    }
    return found
  })
  return [...findings, ...codecChanges(camera, files, source)]
}

/** The episodes in a file, where other files of the camera are as they should be; else it is not the file that is wrong. */
function confined(
  { videoFiles, episodes }: Dataset,
  camera: string,
  file: VideoFile,
  isWrong: (file: VideoFile) => boolean,
): Pick<Finding, 'episodes'> {
  const files = videoFiles.get(camera)!
  if (files.every(isWrong)) return {}
  const number = files.indexOf(file)
  return {
    episodes: episodes.flatMap(({ record, frames }) =>
      frames.get(camera)?.file === number ? [record.index] : [],
    ),
  }
}

function sizeOfTrack({ width, height }: VideoFile['track']): string {
  return `${width}x${height}`
}

function sizeOf(width: string | undefined, height: string | undefined): string | undefined {
  return width === undefined || height === undefined ? undefined : `${width}x${height}`
}

function codecChanges(camera: string, files: readonly VideoFile[], source: number): Finding[] {
  const configs = new Set(files.map(({ track }) => track.config))
  if (configs.size < 2) return []
  return [
    {
      code: 'CODEC_PARAMETERS',
      tier: 'advisory',
      source,
      subject: camera,
      message: `Its files of ${camera} have ${configs.size} different codec settings. The result starts a new file where they change.`,
    },
  ]
}

/** Where a source's codec parameters differ from those of the source before it, by camera. */
export function codecChangesBetween(sources: readonly Dataset[]): Finding[] {
  return sources.flatMap((dataset, source) => {
    const before = sources[source - 1]
    return [...dataset.videoFiles].flatMap(([camera, files]): Finding[] => {
      const last = before?.videoFiles.get(camera)?.at(-1)?.track
      const first = files[0]?.track
      if (last === undefined || first === undefined || last.config === first.config) return []
      return [
        {
          code: 'CODEC_PARAMETERS',
          tier: 'advisory',
          source,
          subject: camera,
          message: `${camera} was encoded with other codec parameters than in the dataset before. The result starts a new file there.`,
          expected: codecNames[last.fourcc] ?? last.fourcc,
          actual: codecNames[first.fourcc] ?? first.fourcc,
        },
      ]
    })
  })
}
