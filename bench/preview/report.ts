import { median, percentile } from '../measure.ts'
import { megabytes, milliseconds, times, type Line, type Section } from '../report.ts'
import type { MemoryRun } from './memory.ts'
import type { PlayerRun } from './player-run.ts'
import type { Taken } from './probe.ts'
import type { ElementsRun } from './video-elements.ts'

const P95 = 0.95

/** What the player did, beside two plain elements. */
export function previewSection(run: Omit<PlayerRun, 'place'> & MemoryRun, peer: ElementsRun): Section {
  const opens = shown(run.opens)
  const steps = shown(run.steps)
  const stepsBack = shown(run.stepsBack)
  const seeks = shown(run.seeks)
  const nexts = shown(run.nexts)
  const opensFromRest = shown(run.opensFromRest)
  const nextsFromRest = shown(run.nextsFromRest)
  const p95 = (values: readonly number[]) => percentile(values, P95)
  const line = (what: string, own: readonly number[], others?: readonly number[]): Line => ({
    what,
    value: milliseconds(p95(own)),
    ...(others === undefined ? {} : { ratio: times(p95(own) / p95(others)) }),
    remark: `p95 of ${own.length}, median ${milliseconds(median(own))}${others === undefined ? '' : `; two <video> ${milliseconds(p95(others))}, median ${milliseconds(median(others))}`}`,
  })
  const { growthBytes, memoryBytes, sync } = run
  return {
    title: 'Two AV1 cameras, 640x480, in the page that people use',
    lines: [
      line('first picture of any episode', opens, peer.opensMs),
      line('first picture of the next episode of the list', nexts),
      line('first picture of any episode after a look at one', opensFromRest),
      line('first picture of the next episode after a look at one', nextsFromRest),
      line('one frame on', steps, peer.stepsMs),
      line('one frame back', stepsBack, peer.stepsBackMs),
      line('click somewhere on the timeline', seeks, peer.seeksMs),
      { what: 'load the page at an episode', value: milliseconds(median(run.coldMs)) },
      {
        what: 'left out or late at full speed',
        value: String(run.dropped),
        remark: `of ${run.played} frames`,
      },
      {
        what: 'looks at which a picture was not the frame that the page said',
        value: String(sync.outOfSync),
        remark: `of ${sync.looks}; two <video>, playing: ${peer.outOfSync} of ${peer.displays}, up to ${peer.longestApart} frames apart`,
      },
      {
        what: 'memory of the browser after many episodes',
        value: memoryBytes === undefined ? 'not known' : megabytes(memoryBytes),
        ...(growthBytes === undefined ? {} : { remark: `${megabytes(growthBytes)} more than before them` }),
      },
    ],
    figures: {
      first_picture_ms: median(opens),
      first_picture_p95_ms: p95(opens),
      next_episode_p95_ms: p95(nexts),
      first_picture_from_rest_ms: median(opensFromRest),
      first_picture_from_rest_p95_ms: p95(opensFromRest),
      next_episode_from_rest_ms: median(nextsFromRest),
      next_episode_from_rest_p95_ms: p95(nextsFromRest),
      step_p95_ms: p95(steps),
      step_back_p95_ms: p95(stepsBack),
      seek_p95_ms: p95(seeks),
      dropped_frames: run.dropped,
      played_frames: run.played,
      frames_out_of_sync: sync.outOfSync,
      looks: sync.looks,
      memory_growth_mb: growthBytes === undefined ? null : growthBytes / 1e6,
      memory_mb: memoryBytes === undefined ? null : memoryBytes / 1e6,
      page_load_ms: median(run.coldMs),
      video_first_picture_ms: median(peer.opensMs),
      video_step_p95_ms: p95(peer.stepsMs),
      video_step_back_p95_ms: p95(peer.stepsBackMs),
      video_seek_p95_ms: p95(peer.seeksMs),
      video_displays_out_of_sync: peer.outOfSync,
      video_displays: peer.displays,
    },
    notes: [
      'From the key press or the click to the task behind the next picture of the display: up to 17 ms of it are the display.',
      'The times of the peer end with its pictures, without the display, and without an application around them.',
      ...(growthBytes === undefined
        ? ['The memory of processes is read from /proc, which is not there.']
        : []),
      ...sync.examples,
    ],
    runs: {
      first_picture_ms: opens,
      first_picture_there_ms: there(run.opens),
      next_episode_ms: nexts,
      next_episode_there_ms: there(run.nexts),
      first_picture_from_rest_ms: opensFromRest,
      first_picture_from_rest_there_ms: there(run.opensFromRest),
      next_episode_from_rest_ms: nextsFromRest,
      next_episode_from_rest_there_ms: there(run.nextsFromRest),
      step_ms: steps,
      step_there_ms: there(run.steps),
      step_back_ms: stepsBack,
      step_back_there_ms: there(run.stepsBack),
      seek_ms: seeks,
      seek_there_ms: there(run.seeks),
      page_load_ms: run.coldMs,
      video_first_picture_ms: peer.opensMs,
      video_step_ms: peer.stepsMs,
      video_step_back_ms: peer.stepsBackMs,
      video_seek_ms: peer.seeksMs,
    },
  }
}

function shown(taken: readonly Taken[]): number[] {
  return taken.map(({ shownMs }) => shownMs)
}

function there(taken: readonly Taken[]): number[] {
  return taken.map(({ thereMs }) => thereMs)
}
