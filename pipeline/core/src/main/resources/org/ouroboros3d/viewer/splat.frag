#version 300 es
// The alpha of a splat at a pixel; pixel (column, row) is evaluated at exactly (column, row).
precision highp float;

uniform float height;  // of the picture in pixels

flat in vec3 color;
flat in vec4 conic;
flat in vec2 center;

out vec4 premultiplied;

void main() {
  vec2 d = vec2(gl_FragCoord.x - 0.5, height - 0.5 - gl_FragCoord.y) - center;
  float power = -0.5 * (conic.x * d.x * d.x + conic.z * d.y * d.y) - conic.y * d.x * d.y;
  float alpha = conic.w * exp(power);
  if (power > 0.0 || alpha < 1.0 / 255.0) discard;
  alpha = min(alpha, 0.99);
  premultiplied = vec4(alpha * color, alpha);
}
