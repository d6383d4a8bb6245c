import type { Dataset } from '#engine/index.ts'
import type { Finding } from '#shared/findings.ts'
import { findingsText } from './findings-text.ts'
import { bytesText, countText, durationText, tableText } from './text.ts'

/** A dataset as plain data, for `--json`. */
export function datasetSummary(dataset: Dataset, findings: readonly Finding[]) {
  const { info, episodes } = dataset
  const frames = episodes.reduce((sum, { record }) => sum + record.length, 0)
  return {
    dir: dataset.dir,
    name: dataset.name,
    version: info.version,
    robotType: info.robotType,
    fps: info.fps,
    episodes: episodes.length,
    frames,
    seconds: frames / info.fps,
    bytes: bytesOf(dataset),
    fingerprint: dataset.fingerprint,
    tasks: [...dataset.tasks.values()],
    cameras: [...dataset.videoFiles].map(([camera, files]) => ({
      name: camera,
      width: files[0]?.track.width,
      height: files[0]?.track.height,
      codec: files[0]?.track.fourcc,
      files: files.length,
    })),
    features: [...info.features].map(([name, { dtype, shape }]) => ({ name, dtype, shape })),
    episodeList: episodes.map((episode) => ({
      episode: episode.record.index,
      length: episode.record.length,
      tasks: episode.tasks,
      rows: {
        file: dataset.dataFiles[episode.rows.file]?.path,
        start: episode.rows.start,
        end: episode.rows.end,
      },
      frames: Object.fromEntries(
        [...episode.frames].map(([camera, { file, start, end }]) => [
          camera,
          { file: dataset.videoFiles.get(camera)?.[file]?.path, start, end },
        ]),
      ),
    })),
    findings,
  }
}

function bytesOf({ dataFiles, episodeFiles, videoFiles }: Dataset): number {
  const parquet = [...dataFiles, ...episodeFiles].reduce((sum, { footer }) => sum + footer.byteLength, 0)
  return [...videoFiles.values()].flat().reduce((sum, { track }) => sum + track.byteLength, parquet)
}

/** A dataset in words. */
export function datasetText(dataset: Dataset, findings: readonly Finding[]): string {
  const summary = datasetSummary(dataset, findings)
  const lengths = summary.episodeList.map(({ length }) => length)
  const range = lengths.length === 0 ? '' : `, ${Math.min(...lengths)} to ${Math.max(...lengths)} frames long`
  const sections = [
    [
      `${summary.name}  (${summary.dir})`,
      `  LeRobot ${summary.version}, robot ${summary.robotType ?? 'not stated'}, ${summary.fps} fps`,
      `  ${countText(summary.episodes, 'episode')}${range}; ${countText(summary.frames, 'frame')}, ${durationText(summary.seconds)}, ${bytesText(summary.bytes)}`,
    ].join('\n'),
    summary.cameras.length === 0
      ? '  No cameras'
      : tableText(
          summary.cameras.map(({ name, width, height, codec, files }) => [
            name,
            `${width ?? '?'}x${height ?? '?'}`,
            codec ?? '?',
            countText(files, 'file'),
          ]),
        ),
    tableText(
      summary.features
        .filter(({ dtype }) => dtype !== 'video')
        .map(({ name, dtype, shape }) => [name, dtype, shape.join('x')]),
    ),
    `Tasks\n${summary.tasks.map((task, i) => `  ${i}  ${task}`).join('\n')}`,
    findings.length === 0 ? 'No findings.' : findingsText(findings),
  ]
  return sections.join('\n\n')
}
