import { EyeOff, Expand, Maximize2, Minimize2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { cameraFailure } from './camera-failure.ts'
import type { Player } from './player.ts'
import { usePlayerState } from './use-player.ts'
import styles from './EpisodePlayer.module.css'

interface CameraViewProps {
  readonly player: Player
  readonly name: string
  /** As people name it. */
  readonly codec: string
  readonly isEnlarged: boolean
  readonly onEnlarge: () => void
  readonly onHide: () => void
}

/** One camera: its picture at the resolution it was recorded in, fitted into the room there is. */
export function CameraView({ player, name, codec, isEnlarged, onEnlarge, onHide }: CameraViewProps) {
  const figure = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const state = usePlayerState(player, ({ cameras }) => cameras.get(name))
  useEffect(() => {
    const context = canvas.current?.getContext('2d', { alpha: false })
    if (!context) return
    return player.attach(name, (picture) => {
      draw(context, picture)
    })
  }, [player, name])
  return (
    <figure ref={figure} className={styles.camera} data-enlarged={isEnlarged}>
      {state?.kind === 'failed' ? (
        <p className={styles.failure}>{cameraFailure(state.error, codec)}</p>
      ) : (
        <canvas ref={canvas} className={styles.picture} role="img" aria-label={name} width={16} height={12} />
      )}
      <figcaption className={styles.caption}>
        <span className={styles.name} title={name}>
          {name.replace(/^observation\.images?\./, '')}
        </span>
        <IconButton
          icon={isEnlarged ? Minimize2 : Maximize2}
          label={isEnlarged ? `Shrink ${name}` : `Enlarge ${name}`}
          aria-pressed={isEnlarged}
          onClick={onEnlarge}
        />
        <IconButton
          icon={Expand}
          label={`Full screen ${name}`}
          onClick={() => {
            void (document.fullscreenElement === null
              ? figure.current?.requestFullscreen()
              : document.exitFullscreen())
          }}
        />
        <IconButton icon={EyeOff} label={`Hide ${name}`} onClick={onHide} />
      </figcaption>
    </figure>
  )
}

function draw(context: CanvasRenderingContext2D, picture: CanvasImageSource | undefined): void {
  const { canvas } = context
  if (picture === undefined) {
    context.clearRect(0, 0, canvas.width, canvas.height)
    return
  }
  const { width, height } = sizeOf(picture)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.drawImage(picture, 0, 0)
}

function sizeOf(picture: CanvasImageSource): { readonly width: number; readonly height: number } {
  if (picture instanceof VideoFrame) return { width: picture.displayWidth, height: picture.displayHeight }
  return picture as ImageBitmap
}
