import { LiveText } from '#renderer/ui/LiveText.tsx'
import { unmarked } from '#shared/model/review.ts'
import { marksText } from './marks-text.ts'
import { useReview } from './review-store.ts'

/** Says to those who cannot see it what the marks are of the episode that was marked last, by whatever key or button. */
export function TouchedMarks() {
  const touched = useReview((state) => state.touched)
  const marks = useReview((state) => (touched === undefined ? undefined : state.marks.get(touched)))
  return <LiveText>{touched === undefined ? '' : marksText(marks ?? unmarked(touched))}</LiveText>
}
