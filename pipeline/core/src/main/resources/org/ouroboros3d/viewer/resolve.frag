#version 300 es
// What was blended in 16-bit floats, onto the background.
precision highp float;

uniform sampler2D blended;
uniform vec3 background;

out vec4 opaque;

void main() {
  vec4 picture = texelFetch(blended, ivec2(gl_FragCoord.xy), 0);
  opaque = vec4(picture.rgb + (1.0 - picture.a) * background, 1.0);
}
