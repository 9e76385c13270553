/** The programs that run on the graphics card, and how they are made. */

/** A program could not be made: the browser's WebGL 2 is missing or broken. */
export class NoGraphics extends Error {}

/** Points: each has a place, and a cell that holds the code of its colour and its state. */
const POINTS_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec2 place;
layout(location = 1) in uint cell;
uniform vec2 scale, offset;
uniform float size, opacity, faint, spread;
uniform highp sampler2D palette;
uniform int width;
flat out vec4 colour;
flat out float pixels;
void main() {
  uint code = cell & 0xffffu;
  uint state = cell >> 16;
  gl_Position = vec4(place * scale + offset, 0.0, 1.0);
  gl_PointSize = size;
  pixels = size;
  vec3 rgb = texelFetch(palette, ivec2(int(code) % width, int(code) / width), 0).rgb;
  float alpha = opacity;
  if ((state & 1u) == 0u) { rgb = mix(rgb, vec3(0.55), 0.75); alpha = faint; }
  else if ((state & 2u) != 0u) alpha *= 0.4;
  colour = vec4(rgb, alpha);
  if (alpha == 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`

/** ring: px of an outline in \`edge\`; spread: 1 for a soft spot that adds up to a density. */
const POINTS_FRAGMENT = `#version 300 es
precision mediump float;
flat in vec4 colour;
flat in float pixels;
uniform float ring, spread;
uniform vec3 edge;
out vec4 result;
void main() {
  if (spread > 0.0) {
    float far = length(gl_PointCoord - 0.5) * 2.0;
    float weight = max(0.0, 1.0 - far * far) * (colour.a > 0.0 ? 1.0 : 0.0);
    result = vec4(colour.rgb * weight, weight);
    return;
  }
  if (pixels < 2.6) { result = vec4(colour.rgb * colour.a, colour.a); return; }
  float inside = (0.5 - length(gl_PointCoord - 0.5)) * pixels;
  float alpha = colour.a * clamp(inside + 0.5, 0.0, 1.0);
  vec3 rgb = ring > 0.0 ? mix(edge, colour.rgb, clamp(inside - ring + 0.5, 0.0, 1.0)) : colour.rgb;
  result = vec4(rgb * alpha, alpha);
}`

/** All of the target, without a buffer. */
const WHOLE_VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID & 1) * 4 - 1), float((gl_VertexID >> 1) * 4 - 1));
  gl_Position = vec4(corner, 0.0, 1.0);
}`

/** The picture: all points, dimmed where some stand out, and those on top. */
const PICTURE_FRAGMENT = `#version 300 es
precision mediump float;
uniform sampler2D under, over;
uniform float dim, density;
out vec4 result;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  vec4 low = texelFetch(under, at, 0);
  if (density > 0.0) {
    float much = 1.0 - exp(-low.a * density);
    low = low.a > 0.0 ? vec4(low.rgb / low.a, 1.0) * much : vec4(0.0);
  }
  low *= dim;
  vec4 high = texelFetch(over, at, 0);
  result = high + low * (1.0 - high.a);
}`

type Uniforms = (name: string) => WebGLUniformLocation | null

export interface Shader {
  program: WebGLProgram
  uniform: Uniforms
}

export function pointsShader(gl: WebGL2RenderingContext): Shader {
  return shader(gl, POINTS_VERTEX, POINTS_FRAGMENT)
}

export function pictureShader(gl: WebGL2RenderingContext): Shader {
  return shader(gl, WHOLE_VERTEX, PICTURE_FRAGMENT)
}

function shader(gl: WebGL2RenderingContext, vertex: string, fragment: string): Shader {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const made = gl.createShader(type)
    if (!made) throw new NoGraphics('The browser created no shader.')
    gl.shaderSource(made, source)
    gl.compileShader(made)
    gl.attachShader(program, made)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new NoGraphics(gl.getProgramInfoLog(program) ?? 'A shader did not link.')
  }
  const places = new Map<string, WebGLUniformLocation | null>()
  const uniform = (name: string): WebGLUniformLocation | null => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(program, name))
    return places.get(name) ?? null
  }
  return { program, uniform }
}
