import 'react'

declare module 'react' {
  /** Custom properties may be set from components; what they mean is in the module that reads them. */
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }
}
