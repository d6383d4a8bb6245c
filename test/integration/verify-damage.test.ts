import { parquetMetadata } from 'hyparquet'
import { beforeAll, describe, expect, it } from 'vitest'
import { verify, type VerifyFailure } from '#engine/index.ts'
import {
  bytes,
  data,
  episodes,
  info,
  odd,
  stats,
  tasksFile,
  text,
  without,
  type Oddity,
} from '../support/edit-dataset.ts'
import { flippedFrameByte } from '../support/edit-mp4.ts'
import { dropColumns, mapColumn } from '../support/edit-table.ts'
import { merge, openAll } from '../support/merge.ts'

const top = 'observation.images.top'
const wrist = 'observation.images.wrist'
const rows = 'data/chunk-000/file-000.parquet'
const mp4 = (camera: string) => `videos/${camera}/chunk-000/file-000.mp4`
const sources = ['pick_a', 'pick_b']

let merged: string

beforeAll(async () => {
  merged = (await merge(sources)).dir
})

async function failuresOf(
  oddities: readonly Oddity[],
  against: readonly string[] = [],
  result = merged,
): Promise<readonly VerifyFailure[]> {
  return (await verify(await odd(result, oddities), await openAll(against))).failures
}

/** Turns one bit in the middle of a column's chunk. */
function flippedColumnByte(column: string, episode: number): Oddity {
  return bytes(rows, (file) => {
    const chunk = parquetMetadata(new Uint8Array(file).buffer).row_groups[episode]!.columns.find(
      ({ meta_data }) => meta_data!.path_in_schema[0] === column,
    )!
    const { dictionary_page_offset, data_page_offset, total_compressed_size } = chunk.meta_data!
    file[Number(dictionary_page_offset ?? data_page_offset) + Number(total_compressed_size >> 1n)]! ^= 1
  })
}

/** Changes a value of one episode in the episode list. */
function episodeValue(column: string, episode: number, map: (value: unknown) => unknown): Oddity {
  return episodes(mapColumn(column, (value, row) => (row === episode ? map(value) : value)))
}

const add = (by: number) => (value: unknown) =>
  typeof value === 'bigint' ? value + BigInt(by) : (value as number) + by

interface Damage {
  readonly what: string
  readonly oddities: readonly Oddity[]
  readonly episode?: number
  readonly subject: RegExp
}

const damages: readonly Damage[] = [
  {
    what: 'a bit of a column of episode 2',
    oddities: [flippedColumnByte('action', 2)],
    episode: 2,
    subject: /rows|action/,
  },
  {
    what: 'a bit of the first column of the last episode',
    oddities: [flippedColumnByte('observation.state', 4)],
    episode: 4,
    subject: /rows|observation.state/,
  },
  {
    what: 'a bit of the first picture',
    oddities: [flippedFrameByte(mp4(top), 30)],
    episode: 0,
    subject: /^observation.images.top$/,
  },
  {
    what: 'a bit of the last picture',
    oddities: [flippedFrameByte(mp4(wrist), -8)],
    episode: 4,
    subject: /^observation.images.wrist$/,
  },
  {
    what: 'index of a row',
    oddities: [data(mapColumn('index', (value, row) => (row === 80 ? 0n : value)))],
    episode: 2,
    subject: /^index$/,
  },
  {
    what: 'episode_index of all rows of two episodes',
    oddities: [data(mapColumn('episode_index', (value, row) => (row < 75 ? (row < 40 ? 1n : 0n) : value)))],
    subject: /episode|data/,
  },
  {
    what: 'task_index to a task that is not there',
    oddities: [data(mapColumn('task_index', (value, row) => (row === 80 ? 9n : value)))],
    episode: 2,
    subject: /^task_index$/,
  },
  {
    what: 'a value of a rewritten file',
    oddities: [data(mapColumn('timestamp', (value, row) => (row === 130 ? 9 : value)))],
    episode: 3,
    subject: /rows|timestamp/,
  },
  {
    what: 'a window, by one frame',
    oddities: ['from', 'to'].map((edge) => episodeValue(`videos/${top}/${edge}_timestamp`, 1, add(-1 / 30))),
    episode: 1,
    subject: /observation.images.top/,
  },
  {
    what: 'a window, by a millisecond',
    oddities: ['from', 'to'].map((edge) => episodeValue(`videos/${wrist}/${edge}_timestamp`, 3, add(0.001))),
    episode: 3,
    subject: /^observation.images.wrist$/,
  },
  { what: 'the length of an episode', oddities: [episodeValue('length', 3, add(-1))], subject: /episode 3/ },
  {
    what: 'total_frames',
    oddities: [info((draft) => (draft['total_frames'] = 201))],
    subject: /^total_frames$/,
  },
  {
    what: 'total_episodes',
    oddities: [info((draft) => (draft['total_episodes'] = 6))],
    subject: /^total_episodes$/,
  },
  { what: 'total_tasks', oddities: [info((draft) => (draft['total_tasks'] = 1))], subject: /^total_tasks$/ },
  {
    what: 'a digest in the certificate',
    oddities: [
      text('meta/episplice.json', (json) => json.replace(/("rows": ")\w/, '$1x').replace(/"x/, '"0')),
    ],
    episode: 0,
    subject: /^rows$/,
  },
  {
    what: 'a data file that is gone',
    oddities: [without(rows)],
    subject: /data\/chunk-000\/file-000.parquet/,
  },
  {
    what: 'a video file that is gone',
    oddities: [without(mp4(wrist))],
    subject: /videos\/observation.images.wrist/,
  },
  { what: 'an episode list that is gone', oddities: [without('meta/episodes')], subject: /episodes/ },
  { what: 'stats.json that is gone', oddities: [without('meta/stats.json')], subject: /stats.json/ },
  {
    what: 'tasks.parquet that is gone',
    oddities: [without('meta/tasks.parquet')],
    subject: /tasks/,
  },
  {
    what: 'dataset_from_index of an episode',
    oddities: [episodeValue('dataset_from_index', 2, add(1))],
    episode: 2,
    subject: /dataset_from_index/,
  },
  {
    what: 'dataset_to_index of an episode',
    oddities: [episodeValue('dataset_to_index', 2, add(-1))],
    episode: 2,
    subject: /dataset_to_index/,
  },
  {
    what: 'meta/episodes/file_index of an episode',
    oddities: [episodeValue('meta/episodes/file_index', 2, add(1))],
    episode: 2,
    subject: /meta\/episodes/,
  },
  {
    what: 'the tasks of two episodes in the episode list',
    oddities: [
      episodeValue('tasks', 0, () => ['Place it in the bin']),
      episodeValue('tasks', 1, () => ['Pick the red cube']),
    ],
    episode: 0,
    subject: /task/,
  },
  {
    what: 'the tasks of two episodes in the rows',
    oddities: [data(mapColumn('task_index', (value, row) => (row < 40 ? 1n : row < 75 ? 0n : value)))],
    episode: 0,
    subject: /task/,
  },
  {
    what: 'the words of two tasks',
    oddities: [
      tasksFile([
        [0, 'Place it in the bin'],
        [1, 'Pick the red cube'],
      ]),
    ],
    subject: /task/,
  },
  {
    what: 'a statistic of index in stats.json',
    oddities: [stats((all) => (all['index']!['max'] = [123]))],
    subject: /stats/,
  },
  {
    what: 'a statistic of index of an episode',
    oddities: [episodeValue('stats/index/max', 2, () => [999])],
    episode: 2,
    subject: /stats\/index/,
  },
]

/** What only the sources can tell. */
const unlikeSources: readonly Damage[] = [
  {
    what: 'the mean of a feature of an episode',
    oddities: [
      episodeValue('stats/action/mean', 2, (value) => {
        const [first, ...rest] = value as number[]
        return [first! + 1e-9, ...rest]
      }),
    ],
    episode: 2,
    subject: /^stats\/action\/mean$/,
  },
  {
    what: 'a quantile of a picture of the last episode',
    oddities: [
      episodeValue(`stats/${top}/q50`, 4, (value) => {
        const [, ...rest] = value as number[][][]
        return [[[0.5]], ...rest]
      }),
    ],
    episode: 4,
    subject: /^stats\/observation.images.top\/q50$/,
  },
  {
    what: 'a statistic of every episode that is gone',
    oddities: [episodes(dropColumns((name) => name === 'stats/action/max'))],
    subject: /^stats\/action\/max$/,
  },
  {
    what: 'a word of what the data files say of their columns',
    oddities: [
      bytes(rows, (file) => {
        file.write('Walue', file.lastIndexOf('"Value"') + 1)
      }),
    ],
    subject: /^data\/chunk-000\/file-000.parquet$/,
  },
]

async function expectFound(
  { oddities, episode, subject }: Damage,
  against: readonly string[],
): Promise<void> {
  const where = episode === undefined ? {} : { episode }
  expect(await failuresOf(oddities, against)).toContainEqual(
    expect.objectContaining({ subject: expect.stringMatching(subject) as string, ...where }),
  )
}

describe('verification by the certificate finds', () => {
  for (const damage of damages) {
    it(damage.what, () => expectFound(damage, []))
  }
})

describe('verification against the sources finds', () => {
  for (const damage of [...damages, ...unlikeSources]) {
    it(damage.what, () => expectFound(damage, sources))
  }
})

it('one damaged column is the only failure, and the report names it', async () => {
  const failures = await failuresOf([flippedColumnByte('action', 2)], sources)
  expect(failures.map(({ episode, subject }) => [episode, subject])).toEqual([[2, 'action']])
})

it('one damaged picture is the only failure', async () => {
  const failures = await failuresOf([flippedFrameByte(mp4(wrist), -8)])
  expect(failures.map(({ episode, subject }) => [episode, subject])).toEqual([[4, wrist]])
})

describe('where episodes cannot be read at all, the others keep their numbers', () => {
  const nine = ['pick_a', 'pick_b', 'pick_c']
  let split: string
  beforeAll(async () => {
    split = (await merge(nine, { options: { dataMb: 0.01, videoMb: 0.02 } })).dir
  })

  const gone: readonly (readonly [string, Oddity])[] = [
    ['video', without(mp4(top))],
    ['data file', without(rows)],
    ['length', episodeValue('length', 1, () => -1n)],
  ]
  for (const against of [[], nine]) {
    const by = against.length === 0 ? 'the certificate' : 'the sources'
    it.each(gone)(`by ${by}: a %s is gone`, async (_, oddity) => {
      expect(await failuresOf([oddity], against, split)).toHaveLength(1)
    })

    it(`by ${by}: a video is gone, and another episode is damaged too`, async () => {
      const last = episodeValue('stats/index/max', 8, () => [999])
      const failures = await failuresOf([without(mp4(top)), last], against, split)
      expect(failures).toMatchObject([
        { message: expect.stringContaining('is missing. It concerns episodes 0-1.') as string },
        { episode: 8, subject: 'stats/index/max' },
      ])
    })
  }
})
