import { datasetDigests } from '#engine/index.ts'
import { OpenedDatasets } from '../opened-datasets.ts'
import type { ReaderInput, ReaderOutput, ReaderRequestName } from '../reader-protocol.ts'
import { checkedDataset, openedDataset } from './datasets.ts'
import { openedEpisode, valuesOf } from './episode.ts'
import { lengthsOf } from './lengths.ts'
import { EpisodeImages } from './images.ts'
import { EpisodeLists } from './episodes.ts'
import { Origins } from './origin.ts'
import { ParquetFiles, saveHead } from './parquet.ts'
import { motionOf } from './motion.ts'
import { plannedEpisode, plannedPage, plannedValues } from './preview-episodes.ts'
import { Previews, removeLeftovers } from './preview.ts'
import { summaries } from './scan.ts'
import { frameCount, stretchOf } from './stretch.ts'
import { suspicionsOf } from './suspicions.ts'

/** A function for every request. */
export type ReaderHandlers = {
  readonly [N in ReaderRequestName]: (input: ReaderInput<N>, signal: AbortSignal) => Promise<ReaderOutput<N>>
}

/** Makes what answers requests, with everything that it remembers between them. */
export function createReader(datasets: OpenedDatasets = new OpenedDatasets()): ReaderHandlers {
  const episodes = new EpisodeLists(datasets)
  const previews = new Previews(datasets)
  const parquet = new ParquetFiles()
  const images = new EpisodeImages(datasets)
  const origins = new Origins()
  return {
    summaries: ({ paths }, signal) => summaries(paths, signal),
    health: (input, signal) => checkedDataset(input, signal),
    open: ({ path }, signal) => openedDataset(path, datasets, signal),
    digests: async ({ path }, signal) => datasetDigests((await datasets.get(path, signal)).dataset),
    episodes: (input, signal) => episodes.page(input, signal),
    index: (input, signal) => episodes.index(input, signal),
    fingerprint: async ({ path }, signal) => (await datasets.forFiles(path, () => [], signal)).fingerprint,
    lengths: async ({ path, episodes }, signal) =>
      lengthsOf(await datasets.forFiles(path, () => [], signal), episodes),
    suspicions: async ({ path }, signal) => suspicionsOf(await datasets.forFiles(path, () => [], signal)),
    motion: (input, signal) => motionOf(input, datasets, signal),
    episode: (input, signal) => openedEpisode(input, datasets, images, signal),
    image: (input, signal) => images.read(input, signal),
    values: (input, signal) => valuesOf(input, datasets, signal),
    origin: (input) => origins.of(input),
    picture: (input) => episodes.picture(input),
    stretch: (input, signal) => stretchOf(input, signal),
    frameCount: (input) => frameCount(input),
    preview: (input, signal) => previews.preview(input, signal),
    plannedEpisodes: async ({ plan, ...window }) =>
      Promise.resolve(plannedPage(previews.planned(plan), window)),
    plannedEpisode: async ({ plan, episode }) => plannedEpisode(previews.planned(plan), episode, images),
    plannedValues: async (input, signal) => plannedValues(previews.planned(input.plan), input, signal),
    removeLeftovers: ({ output }) => removeLeftovers(output),
    parquet: ({ path }) => parquet.describe(path),
    rows: (input, signal) => parquet.rows(input, signal),
    head: (input, signal) => saveHead(input, signal),
  }
}
