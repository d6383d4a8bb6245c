import { useEffect, useState, type RefObject } from 'react'

/** How far outside of the window, or of what scrolls it, an element may be to count as near. */
const MARGIN = '200px'

/** Whether an element is seen, or soon may be: what it takes long to draw can wait until then. */
export function useIsNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        setNear(entries.at(-1)!.isIntersecting)
      },
      { rootMargin: MARGIN, scrollMargin: MARGIN },
    )
    observer.observe(element.current)
    return () => {
      observer.disconnect()
    }
  }, [element])
  return isNear
}
