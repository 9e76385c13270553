/** A picture off the screen to draw into. */

export class Layer {
  /** Does it hold sums of colours instead of colours? */
  sums = false

  readonly #texture: WebGLTexture
  readonly #frame: WebGLFramebuffer
  #size = ''

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.#texture = gl.createTexture()
    this.#frame = gl.createFramebuffer()
  }

  /** Make it the target, of this size and kind; `empty` wipes it, and so does another size. */
  open(width: number, height: number, sums: boolean, empty: boolean): void {
    const { gl } = this
    const fresh = this.#allocate(width, height, sums)
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame)
    gl.viewport(0, 0, width, height)
    if (!empty && !fresh) return
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }

  /** Make it readable as a texture. */
  bind(unit: number, width: number, height: number): void {
    const { gl } = this
    if (this.#size !== sizeOf(width, height, this.sums)) {
      this.open(width, height, this.sums, true)
      gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    }
    gl.activeTexture(gl.TEXTURE0 + unit)
    gl.bindTexture(gl.TEXTURE_2D, this.#texture)
  }

  #allocate(width: number, height: number, sums: boolean): boolean {
    const { gl } = this
    const size = sizeOf(width, height, sums)
    if (size === this.#size) return false
    this.#size = size
    this.sums = sums
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.#texture)
    const [format, type] = sums ? [gl.RGBA16F, gl.HALF_FLOAT] : [gl.RGBA8, gl.UNSIGNED_BYTE]
    gl.texImage2D(gl.TEXTURE_2D, 0, format, width, height, 0, gl.RGBA, type, null)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame)
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.#texture, 0)
    return true
  }
}

function sizeOf(width: number, height: number, sums: boolean): string {
  return `${width} ${height} ${sums}`
}
