// What a three.js geometry of triangles is as a solid. Vertices in one place count as one, whatever their normals.

export function solid(geometry) {
  const position = geometry.getAttribute('position');
  const color = geometry.getAttribute('color');
  const index = geometry.index;
  const corners = index ? index.count : position.count;
  const places = new Map();
  const points = [];
  const colors = [];
  const faces = [];
  for (let corner = 0; corner < corners; corner++) {
    const vertex = index ? index.getX(corner) : corner;
    const point = [position.getX(vertex), position.getY(vertex), position.getZ(vertex)];
    const key = point.join();
    if (!places.has(key)) {
      places.set(key, points.length);
      points.push(point);
      if (color) colors.push([color.getX(vertex), color.getY(vertex), color.getZ(vertex)]);
    }
    faces.push(places.get(key));
  }
  return {
    vertices: points.length,
    faces: faces.length / 3,
    ...topology(points.length, faces),
    ...shape(points, faces),
    silhouette: [-0.35, 0.05, 0.35].map((height) => slice(points, height)),
    front: extreme(points, colors, 2),
    right: extreme(points, colors, 0),
  };
}

// In a closed surface with one way round, each edge is walked once each way.
function topology(vertices, faces) {
  const walked = new Map();
  const parent = Array.from({ length: vertices }, (_, v) => v);
  const root = (v) => {
    while (parent[v] !== v) v = parent[v] = parent[parent[v]];
    return v;
  };
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b] = [faces[f + k], faces[f + (k + 1) % 3]];
      walked.set(`${a},${b}`, (walked.get(`${a},${b}`) ?? 0) + 1);
      parent[root(a)] = root(b);
    }
  }
  let openEdges = 0;
  for (const [edge, times] of walked) {
    if (times !== 1 || walked.get(edge.split(',').reverse().join()) !== 1) openEdges++;
  }
  return { openEdges, pieces: new Set(faces.map(root)).size };
}

function shape(points, faces) {
  const min = [0, 1, 2].map((axis) => points.reduce((least, point) => Math.min(least, point[axis]), Infinity));
  const max = [0, 1, 2].map((axis) => points.reduce((most, point) => Math.max(most, point[axis]), -Infinity));
  let volume = 0;
  let flatFaces = 0;
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [points[faces[f]], points[faces[f + 1]], points[faces[f + 2]]];
    volume += dot(a, cross(b, c)) / 6;
    const normal = cross(minus(b, a), minus(c, a));
    if (!(dot(normal, normal) > 0)) flatFaces++;
  }
  return { min, max, volume, flatFaces };
}

// How far the solid reaches to the left and to the right at some height.
function slice(points, height) {
  const near = points.filter((point) => Math.abs(point[1] - height) < 0.03).map((point) => point[0]);
  return [Math.min(...near), Math.max(...near)];
}

function extreme(points, colors, axis) {
  let most = 0;
  points.forEach((point, v) => (most = point[axis] > points[most][axis] ? v : most));
  return { position: points[most], color: colors[most] };
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
