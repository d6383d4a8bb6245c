import type { ProxyRequest } from '#shared/model/media.ts'

/** Frames from one that can be decoded by itself to the next: a step back decodes that many at most. */
const KEY_EVERY = 4

/**
 * What ffmpeg is told to write `count` frames, each exactly 1/fps after the one before, whatever their times were. Odd
 * sizes get a line more: H.264 has colours for pairs of pixels only.
 */
export function proxyOptions({
  count,
  fps,
  levels,
}: Pick<ProxyRequest, 'fps' | 'levels'> & { readonly count: number }): string[] {
  const filters = [
    ...(levels === undefined ? [] : spread(levels)),
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
    'format=yuv420p',
    `settb=1/${fps}`,
    'setpts=N',
  ]
  return [
    ...['-frames:v', String(count), '-vf', filters.join(','), '-r', String(fps)],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'fastdecode', '-bf', '0'],
    ...['-g', String(KEY_EVERY), '-keyint_min', String(KEY_EVERY), '-sc_threshold', '0'],
    // Greys that stand for numbers are kept better than what only the eye looks at.
    ...(levels === undefined ? ['-crf', '20'] : ['-crf', '10', '-color_range', 'pc']),
    ...['-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4'],
  ]
}

/**
 * Spreads a part of the greys over all that eight bits have. Each step says its range: ffmpeg's versions guess
 * differently.
 */
function spread({ from, to }: NonNullable<ProxyRequest['levels']>): string[] {
  const top = 65535
  const scaled = `(val-${from * top})*${top / ((to - from) * top)}`
  return [
    'scale=in_range=full:out_range=full',
    'format=gray16le',
    `lut=y='clip(${scaled},0,${top})'`,
    'scale=in_range=full:out_range=full',
    'format=gray',
    'scale=in_range=full:out_range=full',
  ]
}
