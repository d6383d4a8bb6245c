import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bytes,
  cutOff,
  data,
  episodes,
  features,
  rowsReordered,
  without,
  type Draft,
  type Oddity,
} from '../support/edit-dataset.ts'
import { finerTicks, otherCodecConfig, playedAt } from '../support/edit-mp4.ts'
import { mapColumn } from '../support/edit-table.ts'
import { casesOf, merges, mergesAs, stops, type BadCase } from './case.ts'
import { boxPatched, moovLast, replaced, secondTrack, unevenTimes, wideOffsets } from './edits.ts'

const top = 'observation.images.top'
const mp4 = `videos/${top}/chunk-000/file-000.mp4`
const damaged = stops(`blocking FILE_DAMAGED ${mp4}`)

const filmed = casesOf('pick_a', 'pick_b')
const bframes = casesOf('h264_bframes_b', 'h264_bframes_b')

/** A file of another muxer, with the frames of h264_bframes_b. */
function muxed(name: string): Oddity {
  return (dir) =>
    copyFile(fileURLToPath(new URL(`../fixtures-video/${name}`, import.meta.url)), join(dir, mp4))
}

/** Later by so many frames: both edges of the window of the last episode of pick_a. */
function later(frames: number): Oddity {
  return episodes(
    ...['from', 'to'].map((edge) =>
      mapColumn(`videos/${top}/${edge}_timestamp`, (own, row) =>
        row === 2 ? (own as number) + frames / 30 : own,
      ),
    ),
  )
}

/** Files of videos/. The episodes of pick_a have 40, 35 and 50 frames, every second of which is a keyframe. */
export const videoFiles: readonly BadCase[] = [
  filmed('video missing', stops(`blocking FILE_MISSING ${mp4}`), without(mp4)),
  filmed(
    'video empty',
    damaged,
    cutOff(mp4, () => 0),
  ),
  filmed(
    'video cut off in its frames',
    damaged,
    moovLast(mp4),
    cutOff(mp4, (length) => length >> 1),
  ),
  filmed(
    'video cut off in its last frame',
    damaged,
    cutOff(mp4, (length) => length - 1),
  ),
  filmed('video of zeros', damaged, replaced(mp4, new Uint8Array(5000))),
  filmed(
    'video that is a Git LFS pointer',
    damaged,
    replaced(mp4, 'version https://git-lfs.github.com/spec/v1\n'),
  ),
  filmed('video in another container', damaged, replaced(mp4, 'RIFF\0\0\0\0AVI LIST')),
  filmed('moov at the end', merges(), moovLast(mp4)),
  filmed(
    'no moov',
    damaged,
    bytes(mp4, (file) => file.write('free', file.indexOf('moov', 0, 'latin1'), 'latin1')),
  ),
  filmed('moov that claims four billion samples', damaged, boxPatched(mp4, 'stsz', 8, 0xffffffff)),
  filmed(
    'moov that claims four billion equal samples',
    damaged,
    boxPatched(mp4, 'stsz', 4, 1),
    boxPatched(mp4, 'stsz', 8, 0xffffffff),
  ),
  filmed('moov that claims four billion keyframes', damaged, boxPatched(mp4, 'stss', 4, 0xffffffff)),
  filmed('a run of four billion frame times', damaged, boxPatched(mp4, 'stts', 8, 0xffffffff)),
  filmed('a timescale of 0', damaged, boxPatched(mp4, 'mdhd', 12, 0)),
  filmed('frames that lie beyond the file', damaged, boxPatched(mp4, 'stco', 8, 0x7fffffff)),
  filmed(
    'zero samples',
    damaged,
    boxPatched(mp4, 'stsz', 8, 0),
    boxPatched(mp4, 'stts', 4, 0),
    boxPatched(mp4, 'stsc', 4, 0),
    boxPatched(mp4, 'stss', 4, 0),
  ),
  filmed('two video tracks', merges(`VIDEO_TRACKS ${mp4}`), secondTrack(mp4)),
  filmed('64-bit offsets', merges(), wideOffsets(mp4)),
  filmed('another timescale', merges(), finerTicks(mp4, 4)),
  filmed('another frame rate', stops(`blocking VIDEO_FPS ${mp4}`), playedAt(mp4, 30, 25)),
  filmed(
    'a variable frame rate; frames count, not their times',
    mergesAs({ as: 'pick_a' }),
    unevenTimes(mp4),
  ),
  filmed('other codec parameters', merges(`CODEC_PARAMETERS ${top}`), otherCodecConfig(mp4)),
  filmed(
    'a codec that no player knows',
    merges(`CODEC_PARAMETERS ${top}`, `VIDEO_CODEC ${mp4}`),
    bytes(mp4, (file) =>
      file.write('xyz1', file.indexOf('av01', file.indexOf('stsd', 0, 'latin1'), 'latin1'), 'latin1'),
    ),
  ),
  filmed(
    'turned by 90 degrees',
    merges(`CODEC_PARAMETERS ${top}`),
    ...[0x0, 0x10000, 0x0, 0xffff0000].map((value, i) =>
      boxPatched(mp4, 'tkhd', [40, 44, 52, 56][i]!, value),
    ),
  ),
  filmed('fewer frames than rows', stops(`blocking WINDOW_OVERRUN episode 2, ${top}`), later(1)),
  filmed(
    'first frame of an episode is no keyframe',
    stops(`blocking VIDEO_CUT episode 1, ${top}`, `blocking WINDOW_OVERLAP episode 2, ${top}`),
    episodes(
      ...['from', 'to'].map((edge) =>
        mapColumn(`videos/${top}/${edge}_timestamp`, (own, row) =>
          row === 1 ? (own as number) + 1 / 30 : own,
        ),
      ),
    ),
  ),
  filmed(
    'more frames than rows, of a discarded take',
    mergesAs(
      { as: 'pick_a', episodes: [0, 2] },
      'COUNT_DISAGREES total_episodes',
      'COUNT_DISAGREES total_frames',
      'EPISODE_INDEX meta/episodes',
      'EPISODE_RANGE meta/episodes',
      `LEFTOVER_FRAMES ${mp4}`,
      'LEFTOVER_FRAMES videos/observation.images.wrist/chunk-000/file-000.mp4',
      'STATS_PIXEL_COUNTS observation.images.top, observation.images.wrist',
      'STATS_STALE meta/stats.json',
    ),
    data(
      rowsReordered(
        [...Array(125).keys()].filter((row) => row < 40 || row >= 75),
        [40, 50],
      ),
    ),
    episodes(rowsReordered([0, 2], [2])),
  ),
  filmed(
    'another picture size than info.json says',
    stops(`blocking VIDEO_SIZE ${top}`, `blocking VIDEO_SIZE ${mp4}`),
    features(
      (name) => name === top,
      (feature) => ((feature['info'] as Draft)['video.width'] = 640),
    ),
  ),
  ...['fragments-cmaf.mp4', 'fragments-base-offset.mp4', 'fragments-hybrid.mp4'].map((name) =>
    bframes(
      `fragmented, ${name}`,
      mergesAs({ as: 'h264_bframes_b' }, 'DUPLICATE_EPISODE episodes 0, 1'),
      muxed(name),
    ),
  ),
  bframes(
    'fragmented, cut off',
    damaged,
    muxed('fragments-cmaf.mp4'),
    cutOff(mp4, (length) => length - 100),
  ),
  ...['with-audio.mp4', 'fragments-with-audio.mp4'].map((name) =>
    bframes(`sound, ${name}`, stops(`fixable VIDEO_AUDIO ${mp4}`), muxed(name)),
  ),
  bframes(
    'an edit list that hides frames',
    stops(`blocking WINDOW_OVERRUN episode 1, ${top}`),
    muxed('trimmed.mp4'),
  ),
  bframes('an edit list with B-frames', merges('DUPLICATE_SOURCE odd')),
]
