import { useEffect, useEffectEvent, useRef } from 'react'
import { pictureSize } from './picture-size.ts'
import { HoverPictures } from './hover-pictures.ts'
import type { Player } from './player.ts'
import { usePlayerState } from './use-player.ts'
import styles from './EpisodePlayer.module.css'

/** Pixels. */
const WIDTH = 160
/** How long somebody points before pictures follow the pointer: who clicks at once waits for those of the cameras. */
const REST_MS = 80

/** What the first visible camera of colours sees at a frame. Nothing is read before someone points at the timeline. */
export function HoverPicture({ player, frame }: { readonly player: Player; readonly frame: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const pictures = useRef<HoverPictures>(undefined)
  const source = usePlayerState(player, () => player.shownSources().find(({ depth }) => depth === undefined))
  const want = useEffectEvent(() => pictures.current?.want(frame))
  useEffect(() => {
    const own = canvas.current
    const context = own?.getContext('2d', { alpha: false })
    if (source === undefined || !own || !context) return
    const timer = setTimeout(() => {
      pictures.current = new HoverPictures(source, player.getState().fps, (picture) => {
        const { width, height } = pictureSize(picture)
        own.width = WIDTH
        own.height = Math.round((WIDTH * height) / width)
        context.drawImage(picture, 0, 0, own.width, own.height)
        own.hidden = false
      })
      want()
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      pictures.current?.close()
      pictures.current = undefined
      own.hidden = true
    }
  }, [player, source])
  useEffect(() => {
    want()
  }, [frame])
  return <canvas ref={canvas} className={styles.hoverPicture} hidden />
}
