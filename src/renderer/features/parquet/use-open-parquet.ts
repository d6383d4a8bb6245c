import { useLocation } from 'wouter'
import type { Place } from '#shared/model/place.ts'
import { pickPlace } from '#renderer/features/folders/pick-place.ts'
import { parquetPath } from '#shared/routes.ts'

/** Ways to a Parquet file. */
export function useOpenParquet() {
  const [, navigate] = useLocation()
  const show = ([place]: readonly Place[]) => {
    if (place !== undefined) navigate(parquetPath(place.id))
  }
  return {
    show,
    choose: () => {
      void pickPlace('parquet').then((place) => {
        if (place !== undefined) show([place])
      })
    },
  }
}
