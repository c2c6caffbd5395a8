#version 300 es
precision highp float;

uniform mat3 rotation;  // world to camera: x right, y down, z forward
uniform vec3 translation;
uniform vec2 size;
uniform float focal;
uniform float near;
uniform bool coordinates;

in vec3 position;
in vec3 rgb;

out vec3 color;
out vec3 seen;

void main() {
  vec3 t = rotation * position + translation;
  seen = t;
  color = coordinates ? 0.5 * position + 0.5 : rgb;
  float far = 1000.0 * near;
  float depth = (far + near - 2.0 * far * near / max(t.z, 1e-6)) / (far - near);
  gl_Position = vec4(2.0 * focal * t.x / size.x, -2.0 * focal * t.y / size.y, depth * t.z, t.z);
}
