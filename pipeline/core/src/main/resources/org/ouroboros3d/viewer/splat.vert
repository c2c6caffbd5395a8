#version 300 es
// One Gaussian to its 2D splat, as native/src/projection.h does it. Instances come farthest first.
precision highp float;
precision highp int;
precision highp sampler2D;

uniform sampler2D gaussians;  // of one: mean, opacity, covariance (6), color, 0 0 0, then RGB0 of each harmonic
uniform int texels;           // of one Gaussian
uniform int shDegree;
uniform mat3 rotation;        // world to camera: x right, y down, z forward
uniform vec3 translation;
uniform vec3 eye;             // of the camera, in the world
uniform vec2 size;            // of the picture in pixels
uniform float focal;          // pixels
uniform float near;
uniform bool coordinates;     // positions instead of colors

in uint index;

flat out vec3 color;
flat out vec4 conic;  // inverse 2D covariance (a, b, c) and opacity
flat out vec2 center;

const float MIN_ALPHA = 1.0 / 255.0;
const float LOW_PASS = 0.3;  // square pixels, added to the diagonal of the 2D covariance
const float TILE = 16.0;

vec4 texel(int k) {
  int at = int(index) * texels + k;
  int width = textureSize(gaussians, 0).x;
  return texelFetch(gaussians, ivec2(at % width, at / width), 0);
}

vec3 harmonic(int k) { return texel(4 + k).rgb; }

// Degrees 1 to 3 in INRIA's order and signs, for the direction from the camera to the Gaussian.
vec3 harmonics(vec3 d) {
  float x = d.x, y = d.y, z = d.z;
  vec3 sum = 0.48860251 * (-y * harmonic(0) + z * harmonic(1) - x * harmonic(2));
  if (shDegree < 2) return sum;
  float xx = x * x, yy = y * y, zz = z * z;
  sum += 1.09254843 * x * y * harmonic(3) - 1.09254843 * y * z * harmonic(4) +
         0.31539157 * (2.0 * zz - xx - yy) * harmonic(5) - 1.09254843 * x * z * harmonic(6) +
         0.54627421 * (xx - yy) * harmonic(7);
  if (shDegree < 3) return sum;
  return sum - 0.59004359 * y * (3.0 * xx - yy) * harmonic(8) + 2.89061144 * x * y * z * harmonic(9) -
         0.45704579 * y * (4.0 * zz - xx - yy) * harmonic(10) +
         0.37317633 * z * (2.0 * zz - 3.0 * xx - 3.0 * yy) * harmonic(11) -
         0.45704579 * x * (4.0 * zz - xx - yy) * harmonic(12) + 1.44530571 * z * (xx - yy) * harmonic(13) -
         0.59004359 * x * (xx - 3.0 * yy) * harmonic(14);
}

void main() {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);  // outside: draws nothing
  vec4 first = texel(0);
  vec3 mean = first.xyz;
  vec3 t = rotation * mean + translation;
  if (t.z <= near) return;
  vec4 second = texel(1);
  vec4 third = texel(2);
  mat3 sigma = mat3(second.x, second.y, second.z, second.y, second.w, third.x, second.z, third.x, third.y);
  vec3 rgb = vec3(third.zw, texel(3).x);

  // Beyond 1.3 times the field of view the Jacobian is taken at the limit.
  vec2 limit = 1.3 * 0.5 * size / focal;
  vec2 xy = clamp(t.xy / t.z, -limit, limit);
  float j = focal / t.z;
  vec3 jx = j * (vec3(rotation[0].x, rotation[1].x, rotation[2].x) -
                 xy.x * vec3(rotation[0].z, rotation[1].z, rotation[2].z));
  vec3 jy = j * (vec3(rotation[0].y, rotation[1].y, rotation[2].y) -
                 xy.y * vec3(rotation[0].z, rotation[1].z, rotation[2].z));
  vec3 sx = sigma * jx;
  float cxx = dot(jx, sx) + LOW_PASS;
  float cxy = dot(jy, sx);
  float cyy = dot(jy, sigma * jy) + LOW_PASS;
  float det = cxx * cyy - cxy * cxy;
  if (!(det > 0.0)) return;
  conic = vec4(cyy, -cxy, cxx, first.w);
  conic.xyz /= det;
  center = focal * t.xy / t.z + 0.5 * (size - 1.0);

  // The box around the ellipse of alpha = 1/255, cut by the whole tiles that the square of 3 sigma touches.
  vec2 extent = sqrt(max(2.0 * log(255.0 * first.w) + 0.01, 0.0) * vec2(cxx, cyy));
  float mid = 0.5 * (cxx + cyy);
  float radius = ceil(3.0 * sqrt(mid + sqrt(max(0.1, mid * mid - det))));
  vec2 low = max(floor(max((center - radius) / TILE, 0.0)) * TILE, center - extent);
  vec2 high = min(floor(max((center + radius + TILE - 1.0) / TILE, 0.0)) * TILE, center + extent + 1.0);
  if (any(greaterThanEqual(low, high))) return;

  if (coordinates) {
    color = 0.5 * mean + 0.5;
  } else {
    // Not limited to [0, 1], as in the rasterizer: the picture is.
    color = shDegree > 0 ? rgb + harmonics(normalize(mean - eye)) : rgb;
  }
  vec2 corner = mix(low, high, vec2(gl_VertexID & 1, gl_VertexID >> 1));
  vec2 clip = 2.0 * corner / size - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
}
