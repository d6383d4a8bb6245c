import type { Finding } from '#shared/findings.ts'
import { openFile } from '#engine/io/files.ts'
import { mapConcurrently } from '#engine/io/concurrent.ts'
import { cutFrames } from '#engine/video/slice.ts'
import { readVideoTrack, type VideoTrack } from '#engine/video/track.ts'
import { episodesByFile, episodesOf, fileFinding, unreferencedIn } from './data-files.ts'
import type { EpisodeRecord, EpisodesTable, StatedWindow } from './episodes.ts'
import { frameClock, type FrameClock, type TimedWindow } from './frame-clock.ts'
import type { DatasetInfo } from './info.ts'
import { formatPath, pathInside } from './paths.ts'

/** A file of a camera. */
export interface VideoFile {
  /** Relative to the dataset, with forward slashes. */
  readonly path: string
  readonly track: VideoTrack
  /** See `stampOf`: as it was opened. */
  readonly stamp: string
}

/** Frames `[start, end)` of a video file, in the order they are shown. */
export interface FrameRange {
  /** Number of the file in {@link CameraFiles.files}. */
  readonly file: number
  readonly start: number
  readonly end: number
}

/** The files of one camera, and where each episode's frames are. */
export interface CameraFiles {
  readonly camera: string
  readonly files: readonly VideoFile[]
  /** By episode record; undefined where the frames could not be found, which a blocking finding tells. */
  readonly frames: readonly (FrameRange | undefined)[]
  readonly findings: readonly Finding[]
}

/** Windows that are this far from a frame boundary, in frames, are said to be off the grid. */
const GRID_TOLERANCE = 0.003

/** Windows that are this close to the middle between two frames, in frames, could mean either. */
const HALFWAY_TOLERANCE = 0.05

function halfway(frame: number): boolean {
  return Math.abs(frame - Math.floor(frame) - 0.5) < HALFWAY_TOLERANCE
}

/** To the millisecond, for reading. */
function seconds(time: number): string {
  return `${Number(time.toFixed(3))} s`
}

/** Opens the video files of one camera and turns the stated windows into frame numbers. */
export async function openCamera(
  dir: string,
  info: DatasetInfo,
  camera: string,
  { records, numbers: listed }: EpisodesTable,
): Promise<CameraFiles> {
  const findings: Finding[] = []
  const stated = records.map(({ windows }) => {
    const { chunk, file } = windows.get(camera)!
    return formatPath(info.videoPath, { video_key: camera, chunk_index: chunk, file_index: file })
  })
  const paths = [...new Set(stated.filter((_, i) => records[i]!.length > 0))]
  const episodesIn = episodesByFile(records, stated)
  const opened = await mapConcurrently(paths, async (path): Promise<VideoFile | undefined> => {
    try {
      await using file = await openFile(pathInside(dir, path))
      return { path, track: await readVideoTrack(file), stamp: file.stamp }
    } catch (error) {
      findings.push(fileFinding(path, error, episodesIn(path)))
      return undefined
    }
  })
  const numbers = new Map<string, number>()
  const files: VideoFile[] = []
  opened.forEach((file, i) => {
    if (file !== undefined) numbers.set(paths[i]!, files.push(file) - 1)
  })
  findings.push(...(await unreferencedIn(dir, `videos/${camera}`, '.mp4', paths)))
  const inFile = Map.groupBy(records.keys(), (i) => numbers.get(stated[i]!))
  const clocks = files.map(({ track }, file) =>
    frameClock(track, info.fps, timedWindows(camera, records, inFile.get(file) ?? [])),
  )
  const windows = new WindowReader(info.fps, camera, files, clocks, findings)
  // Of an episode that is no record, nobody knows which frames are its own.
  if (records.length < listed.length) windows.expectStrangers()
  const frames = records.map((record, i) => {
    const file = numbers.get(stated[i]!)
    return file === undefined ? undefined : windows.framesOf(record, record.windows.get(camera)!, file)
  })
  windows.compareNeighbours(records, frames)
  return { camera, files, frames, findings }
}

function timedWindows(
  camera: string,
  records: readonly EpisodeRecord[],
  positions: readonly number[],
): TimedWindow[] {
  return positions.flatMap((i) => {
    const { windows, length } = records[i]!
    const { from, to } = windows.get(camera)!
    return length === 0 ? [] : [{ from, to, length }]
  })
}

/** Cameras whose episodes name files of a camera before them: `video_path` without {video_key}, or a copied folder name. */
export function checkShared(cameras: readonly CameraFiles[]): Finding[] {
  const owners = new Map<string, string>()
  return cameras.flatMap(({ camera, files }): Finding[] => {
    const shared = files.find(({ path }) => owners.has(path))
    for (const { path } of files) if (!owners.has(path)) owners.set(path, camera)
    if (shared === undefined) return []
    return [
      {
        code: 'VIDEO_SHARED',
        tier: 'blocking',
        subject: camera,
        message: `${camera} and ${owners.get(shared.path)!} both name ${shared.path}: one of them would show the other's pictures. Correct video_path in meta/info.json.`,
        expected: 'files of its own',
        actual: shared.path,
      },
    ]
  })
}

/** Turns stated windows into frames and gathers what is odd about them. */
class WindowReader {
  readonly #fps: number
  readonly #camera: string
  readonly #files: readonly VideoFile[]
  /** By file. */
  readonly #clocks: readonly FrameClock[]
  readonly #findings: Finding[]
  /** Files with frames of episodes whose windows are wrong: what no other episode claims may be theirs. */
  readonly #withStrangers = new Set<number>()

  constructor(
    fps: number,
    camera: string,
    files: readonly VideoFile[],
    clocks: readonly FrameClock[],
    findings: Finding[],
  ) {
    this.#fps = fps
    this.#camera = camera
    this.#files = files
    this.#clocks = clocks
    this.#findings = findings
  }

  /** Any file may have frames of episodes that are not known. */
  expectStrangers(): void {
    for (const file of this.#files.keys()) this.#withStrangers.add(file)
  }

  /** The frame nearest to `from` is the first one, see {@link frameClock}. */
  framesOf(record: EpisodeRecord, window: StatedWindow, file: number): FrameRange | undefined {
    if (record.length === 0) return undefined
    const frames = this.#framesIn(file, record, window)
    if (frames === undefined) this.#withStrangers.add(file)
    return frames
  }

  #framesIn(file: number, record: EpisodeRecord, window: StatedWindow): FrameRange | undefined {
    const { path, track } = this.#files[file]!
    const clock = this.#clocks[file]!
    const [start, end] = [Math.round(clock(window.from)), Math.round(clock(window.to))]
    const subject = `episode ${record.index}, ${this.#camera}`
    if (end - start !== record.length) {
      this.#findings.push({
        code: 'WINDOW_LENGTH',
        tier: 'blocking',
        subject,
        episodes: [record.index],
        message: `The window of episode ${record.index} in ${path} is not as long as the episode.`,
        expected: `${record.length} frames`,
        actual: `${end - start} frames (${seconds(window.from)} to ${seconds(window.to)})`,
      })
      return undefined
    }
    const between = [window.from, window.to].find((time) => halfway(clock(time)))
    if (between !== undefined) {
      this.#findings.push({
        code: 'WINDOW_OFF_GRID',
        tier: 'blocking',
        subject,
        episodes: [record.index],
        message: `The window of episode ${record.index} in ${path} begins or ends halfway between two frames: which of them is meant cannot be told.`,
        expected: `a multiple of 1/${this.#fps} s`,
        actual: `${between} s, frame ${Number(clock(between).toFixed(2))}`,
      })
      return undefined
    }
    if (end > track.frameCount) {
      this.#findings.push({
        code: 'WINDOW_OVERRUN',
        tier: 'blocking',
        subject,
        episodes: [record.index],
        message: `Episode ${record.index} runs beyond the end of ${path}.`,
        expected: `at least ${end} frames`,
        actual: `${track.frameCount} frames`,
      })
      return undefined
    }
    return { file, start, end }
  }

  compareNeighbours(records: readonly EpisodeRecord[], frames: readonly (FrameRange | undefined)[]): void {
    const offGrid = episodesOf(records, (i) => frames[i] !== undefined && this.#isOffGrid(records[i]!))
    if (offGrid.length > 0) {
      this.#findings.push({
        code: 'WINDOW_OFF_GRID',
        tier: 'advisory',
        subject: this.#camera,
        episodes: offGrid,
        message: `Episodes begin or end beside the frame grid of ${this.#camera}.`,
        repair: 'They are put on the frame grid.',
      })
    }
    const found = frames.flatMap((range, i) =>
      range === undefined ? [] : [{ ...range, record: records[i]! }],
    )
    const byFile = Map.groupBy(found, ({ file }) => file)
    this.#files.forEach((file, number) => {
      const own = byFile.get(number) ?? []
      this.#compareInFile(
        file,
        own.sort((a, b) => a.start - b.start),
        !this.#withStrangers.has(number),
      )
    })
  }

  #isOffGrid({ windows }: EpisodeRecord): boolean {
    const { from, to } = windows.get(this.#camera)!
    return [from, to].some(
      (time) => Math.abs(time * this.#fps - Math.round(time * this.#fps)) > GRID_TOLERANCE,
    )
  }

  #compareInFile(
    { path, track }: VideoFile,
    own: readonly (FrameRange & { readonly record: EpisodeRecord })[],
    tellsLeftovers: boolean,
  ): void {
    let covered = 0
    let inside = 0
    for (const [i, { start, end, record }] of own.entries()) {
      if (start < covered) {
        this.#findings.push({
          code: 'WINDOW_OVERLAP',
          tier: 'blocking',
          subject: `episode ${record.index}, ${this.#camera}`,
          // Nobody knows whose the frames are.
          episodes: [own[i - 1]!.record.index, record.index],
          message: `Episodes ${own[i - 1]!.record.index} and ${record.index} claim the same frames of ${path}.`,
          expected: `frame ${covered} or later`,
          actual: `frame ${start}`,
        })
      }
      inside += Math.max(0, end - Math.max(start, covered))
      covered = Math.max(covered, end)
      this.#checkCut(path, track, start, end, record)
    }
    const leftover = track.frameCount - inside
    if (leftover > 0 && tellsLeftovers) {
      this.#findings.push({
        code: 'LEFTOVER_FRAMES',
        tier: 'advisory',
        subject: path,
        message: `${leftover} of ${track.frameCount} frames in ${path} belong to no episode, probably discarded takes.`,
        repair: 'They are left out.',
      })
    }
  }

  #checkCut(path: string, track: VideoTrack, start: number, end: number, record: EpisodeRecord): void {
    const cut = cutFrames(track, { start, end })
    if (cut.kind === 'cut' && cut.startsOnKeyframe) return
    this.#findings.push({
      code: 'VIDEO_CUT',
      tier: 'blocking',
      subject: `episode ${record.index}, ${this.#camera}`,
      episodes: [record.index],
      message: `Episode ${record.index} cannot be cut out of ${path} without re-encoding: its pictures depend on others.`,
      expected: 'an episode that starts on a keyframe',
      actual:
        cut.kind === 'cut'
          ? `frame ${start} is not a keyframe`
          : `frames ${start} to ${end} are not stored together`,
    })
  }
}
