import { join } from 'node:path'
import type { Services } from '#main/services/services.ts'
import type { Area, Handlers } from './handlers.ts'

/** Looking into Parquet files. */
export function parquetHandlers({ places, reader }: Services): Handlers<Area<'parquet'>> {
  return {
    'parquet.open': async ({ place }, { signal }) => {
      const path = await places.resolve(place)
      return { ...(await reader.request('parquet', { path }, { signal })), place: await places.admit(path) }
    },
    'parquet.rows': async ({ place, from, count }, { signal }) => {
      const path = await places.resolve(place)
      return reader.request('rows', { path, from, count }, { signal })
    },
    'parquet.saveHead': async ({ place, rows, parent, name }, { signal }) => {
      const path = await places.resolve(place)
      const output = join(await places.resolve(parent), name)
      const saved = await reader.request('head', { path, rows, output }, { signal })
      return { ...saved, place: await places.admit(output) }
    },
  }
}
