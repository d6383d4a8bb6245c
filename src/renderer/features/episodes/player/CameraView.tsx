import { EyeOff, Expand, Maximize2, Minimize2 } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { EpisodeCamera } from '#shared/model/episode.ts'
import { shortCameraName } from '#renderer/format/camera-name.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { toast } from '#renderer/ui/toast-store.ts'
import { DepthLegend } from '../depth/DepthLegend.tsx'
import { greyColours, shownGreys } from '../depth/depth-greys.ts'
import { colourGreys } from '../depth/depth-picture.ts'
import { CameraCopy } from './CameraCopy.tsx'
import { cameraFailure, isUndecodable, undecodableText } from './camera-failure.ts'
import type { Painting } from './camera-pictures.ts'
import { pictureSize } from './picture-size.ts'
import type { Player } from './player.ts'
import { usePlayerState } from './use-player.ts'
import styles from './EpisodePlayer.module.css'

interface CameraViewProps {
  readonly player: Player
  readonly camera: EpisodeCamera
  readonly fps: number
  readonly isEnlarged: boolean
  readonly onEnlarge: () => void
  readonly onHide: () => void
  readonly onOpenAgain: () => void
}

/** One camera: its picture at the resolution it was recorded in, fitted into the room there is. */
export function CameraView({
  player,
  camera,
  fps,
  isEnlarged,
  onEnlarge,
  onHide,
  onOpenAgain,
}: CameraViewProps) {
  const figure = useRef<HTMLElement>(null)
  const { name, codec, depth } = camera
  const state = usePlayerState(player, ({ cameras }) => cameras.get(name))
  const isCopy = state?.isReplaced === true
  const colours = useMemo(
    () => depth?.quantised && greyColours(depth, isCopy ? shownGreys(depth) : undefined),
    [depth, isCopy],
  )
  return (
    <figure ref={figure} className={styles.camera} data-enlarged={isEnlarged}>
      {state?.kind === 'failed' && isUndecodable(state.error) && !isCopy ? (
        <CameraCopy
          // Another window, another copy.
          key={camera.frames.start}
          camera={camera}
          reason={undecodableText(state.error, codec)}
          fps={fps}
          onMade={(url) => {
            const frames = { start: 0, end: camera.frames.end - camera.frames.start }
            player.replace({ ...camera, url, frames, shift: 0 })
          }}
        />
      ) : state?.kind === 'failed' ? (
        <div className={styles.failure}>
          <p>{cameraFailure(state.error, codec, isCopy)}</p>
          {!isUndecodable(state.error) && <Button onClick={onOpenAgain}>Try again</Button>}
        </div>
      ) : (
        <CameraPicture player={player} name={name} colours={colours} />
      )}
      <figcaption className={styles.caption}>
        <span className={styles.name} title={name}>
          {shortCameraName(name)}
        </span>
        {depth && <DepthLegend depth={depth} />}
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
            void toggleFullScreen(figure.current)
          }}
        />
        <IconButton icon={EyeOff} label={`Hide ${name}`} onClick={onHide} />
      </figcaption>
    </figure>
  )
}

async function toggleFullScreen(figure: HTMLElement | null): Promise<void> {
  try {
    if (document.fullscreenElement === null) await figure?.requestFullscreen()
    else await document.exitFullscreen()
  } catch {
    toast('Full screen is not possible here.')
  }
}

interface CameraPictureProps {
  readonly player: Player
  readonly name: string
  /** Of greys that stand for depth. */
  readonly colours: Uint32Array | undefined
}

/** What the player paints. */
function CameraPicture({ player, name, colours }: CameraPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Before the canvas is seen: an empty one beside pictures of a frame would not be in step with them.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', {
      alpha: false,
      willReadFrequently: colours !== undefined,
    })
    if (!context) return
    return player.attach(name, (picture) => {
      draw(context, picture)
      if (colours && picture !== undefined) colourGreys(context, colours)
    })
  }, [player, name, colours])
  return (
    <canvas ref={canvas} className={styles.picture} role="img" aria-label={name} width={16} height={12} />
  )
}

function draw(context: CanvasRenderingContext2D, picture: Painting | undefined): void {
  const { canvas } = context
  if (picture === undefined) {
    context.clearRect(0, 0, canvas.width, canvas.height)
    return
  }
  const { width, height } = pictureSize(picture)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  if (picture instanceof ImageData) context.putImageData(picture, 0, 0)
  else context.drawImage(picture, 0, 0)
}
