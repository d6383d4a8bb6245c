import {
  CustomSource,
  EncodedPacketSink,
  Input,
  MP4,
  type EncodedPacket,
  type InputVideoTrack,
} from 'mediabunny'
import { RangeReader } from './range-reader.ts'

/** A video that cannot be played here. */
export class VideoFileError extends Error {
  /** As the container calls it, where the reason is that it cannot be decoded here: refused at once, or at one of its pictures. */
  readonly codec: string | undefined

  constructor(message: string, codec?: string) {
    super(message)
    this.name = 'VideoFileError'
    this.codec = codec
  }
}

/** Seconds; below what any file counts in. */
const NOTHING = 1e-6

/**
 * The frames of a video file, numbered as they are shown: frame k is the one at k/fps after the first, which is where
 * those who train look for it. Frames that an edit list hides have negative numbers.
 */
export class VideoFile {
  readonly config: VideoDecoderConfig
  readonly #sink: EncodedPacketSink
  readonly #input: Input
  readonly #abort: AbortController
  readonly #firstSeconds: number
  readonly #fps: number

  private constructor(opened: {
    readonly config: VideoDecoderConfig
    readonly sink: EncodedPacketSink
    readonly input: Input
    readonly abort: AbortController
    readonly firstSeconds: number
    readonly fps: number
  }) {
    this.config = opened.config
    this.#sink = opened.sink
    this.#input = opened.input
    this.#abort = opened.abort
    this.#firstSeconds = opened.firstSeconds
    this.#fps = opened.fps
  }

  /**
   * Reads the headers. `shift`: so many seconds after k/fps the frames that are wanted are shown. Throws {@link VideoFileError}, or
   * what fetching throws.
   */
  static async open(url: string, fps: number, shift = 0): Promise<VideoFile> {
    const abort = new AbortController()
    const reader = new RangeReader(url, abort.signal)
    const source = new CustomSource({
      getSize: () => reader.size(),
      read: (start, end) => reader.read(start, end),
      maxCacheSize: 1 << 20,
    })
    const input = new Input({ source, formats: [MP4] })
    try {
      const track = await input.getPrimaryVideoTrack()
      if (track === null) throw new VideoFileError('There is no video in this file.')
      const sink = new EncodedPacketSink(track)
      const firstSeconds = (await firstShown(track, sink)) + shift
      return new VideoFile({ config: await decodable(track), sink, input, abort, firstSeconds, fps })
    } catch (error) {
      abort.abort()
      input.dispose()
      throw error
    }
  }

  /** The number of the frame that a packet holds. Throws {@link VideoFileError} where it lies between two. */
  frameOf({ timestamp }: EncodedPacket): number {
    const exact = (timestamp - this.#firstSeconds) * this.#fps
    const frame = Math.round(exact)
    if (Math.abs(exact - frame) > 0.45)
      throw new VideoFileError(`The frame at ${timestamp} s is not one of ${this.#fps} a second.`)
    return frame
  }

  /** The packet that decoding has to begin with to get a frame. Throws {@link VideoFileError} without one. */
  async keyPacket(frame: number): Promise<EncodedPacket> {
    const packet = await this.#sink.getKeyPacket(this.#secondsOf(frame))
    if (packet === null) throw new VideoFileError(`No frame before ${frame} can be decoded by itself.`)
    return packet
  }

  /** The number of the frame of {@link keyPacket}; reads nothing. */
  async keyFrame(frame: number): Promise<number> {
    const packet = await this.#sink.getKeyPacket(this.#secondsOf(frame), { metadataOnly: true })
    return packet === null ? -Infinity : this.frameOf(packet)
  }

  /** The packet to be decoded after another; null behind the last. */
  next(packet: EncodedPacket): Promise<EncodedPacket | null> {
    return this.#sink.getNextPacket(packet)
  }

  /** Reads what decoding a frame begins with. Throws as {@link keyPacket}. */
  async prepare(frame: number): Promise<void> {
    await this.next(await this.keyPacket(frame))
  }

  /** Ends what is being read. */
  close(): void {
    this.#abort.abort()
    this.#input.dispose()
  }

  /** Half a frame late, to be on the safe side of rounded times. */
  #secondsOf(frame: number): number {
    return this.#firstSeconds + (frame + 0.5) / this.#fps
  }
}

/** When the first frame is shown; those that an edit list hides come before 0, and what is left begins at once. */
async function firstShown(track: InputVideoTrack, sink: EncodedPacketSink): Promise<number> {
  const first = await track.getFirstTimestamp()
  if (first >= -NOTHING) return first
  const atZero = await sink.getPacket(NOTHING, { metadataOnly: true })
  if (atZero === null) throw new VideoFileError('No frame of this file is shown.')
  return atZero.timestamp >= -NOTHING ? atZero.timestamp : atZero.timestamp + atZero.duration
}

async function decodable(track: InputVideoTrack): Promise<VideoDecoderConfig> {
  // Not in pages that came over plain HTTP from another machine.
  if (!('VideoDecoder' in globalThis))
    throw new VideoFileError(
      'Browsers decode video on localhost, over HTTPS or in the desktop application only.',
    )
  const config = await track.getDecoderConfig()
  const codec = config?.codec ?? (await track.getCodec()) ?? 'unknown'
  if (config === null) throw new VideoFileError(`${codec} cannot be decoded here.`, codec)
  // In software: pictures that are kept do not take a hardware decoder's own, and opening is quick.
  const own: VideoDecoderConfig = {
    ...config,
    hardwareAcceleration: 'prefer-software',
    optimizeForLatency: true,
  }
  const { supported } = await VideoDecoder.isConfigSupported(own)
  if (supported !== true) throw new VideoFileError(`${codec} cannot be decoded here.`, codec)
  return own
}
