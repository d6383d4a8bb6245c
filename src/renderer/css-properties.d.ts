import 'react'

declare module 'react' {
  /** Custom properties that components set; what they mean is in the module that reads them. */
  interface CSSProperties {
    '--at'?: string
    '--columns'?: string
    '--from'?: string
    '--row-height'?: string
    '--least'?: string
    '--pointed'?: string
    '--swatch'?: string
    '--to'?: string
  }
}
