/** An event of Electron's whose default a listener may prevent. */
export class Preventable {
  isPrevented = false

  readonly preventDefault = (): void => {
    this.isPrevented = true
  }
}
