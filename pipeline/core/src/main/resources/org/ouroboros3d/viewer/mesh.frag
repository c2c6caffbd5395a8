#version 300 es
precision highp float;

in vec3 color;
in vec3 seen;

out vec4 opaque;

void main() {
  // A light at the camera, weak: the colors carry the light of the pictures already.
  vec3 normal = normalize(cross(dFdx(seen), dFdy(seen)));
  opaque = vec4(color * mix(0.75, 1.0, abs(dot(normal, normalize(seen)))), 1.0);
}
