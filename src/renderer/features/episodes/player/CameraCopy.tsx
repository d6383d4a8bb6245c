import { useEffect, useEffectEvent, useState } from 'react'
import type { EpisodeCamera } from '#shared/model/episode.ts'
import { api } from '#renderer/api/api.ts'
import { useCall } from '#renderer/api/use-call.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ErrorBox } from '#renderer/ui/ErrorBox.tsx'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { othersText } from './camera-failure.ts'
import { copiesAhead } from './copies-ahead.ts'
import { copyRequest } from './copy-request.ts'
import styles from './EpisodePlayer.module.css'

interface CameraCopyProps {
  /** A video that cannot be decoded here. */
  readonly camera: EpisodeCamera
  /** Says so. */
  readonly reason: string
  readonly fps: number
  /** Its window is at this address now, from frame 0 on. */
  readonly onMade: (url: string) => void
}

/** In the place of a picture that cannot be decoded here: a copy that can be is on its way. */
export function CameraCopy({ camera, reason, fps, onMade }: CameraCopyProps) {
  const [isWanted, setWanted] = useState(true)
  const { url, frames } = camera
  const answer = useCall('media.proxy', isWanted ? copyRequest(camera, fps) : undefined)
  const made = answer.kind === 'done' ? answer.value.url : undefined
  const tell = useEffectEvent(onMade)
  useEffect(() => {
    if (made !== undefined) tell(made)
  }, [made])
  const done = useProxyProgress(url, frames.start)
  const total = frames.end - frames.start
  if (answer.kind === 'failed')
    return (
      <div className={styles.copy}>
        <p>
          {reason} {othersText}
        </p>
        <ErrorBox error={answer.error} actions={<Button onClick={answer.again}>Try again</Button>} />
      </div>
    )
  return (
    <div className={styles.copy}>
      <p>
        {reason} {isWanted ? 'A copy in plain H.264 is being made.' : 'A copy in plain H.264 could be made.'}
      </p>
      {isWanted && (
        <>
          <ProgressBar
            label={`Copy of ${camera.name}`}
            fraction={done === undefined ? undefined : done / total}
          />
          <p>
            {done === undefined
              ? 'Waiting for its turn…'
              : `${formatCount(done)} of ${formatCount(total)} frames`}
          </p>
        </>
      )}
      <Button
        onClick={() => {
          // It may have been begun before the episode was opened.
          if (isWanted) copiesAhead.giveUp()
          setWanted(!isWanted)
        }}
      >
        {isWanted ? 'Cancel' : 'Make the copy'}
      </Button>
    </div>
  )
}

/** Frames of a copy that are there; undefined before it is begun. */
function useProxyProgress(url: string, start: number): number | undefined {
  const [done, setDone] = useState<number>()
  useEffect(
    () =>
      api.on('media.proxyProgress', (progress) => {
        if (progress.url === url && progress.frames.start === start) setDone(progress.done)
      }),
    [url, start],
  )
  return done
}
