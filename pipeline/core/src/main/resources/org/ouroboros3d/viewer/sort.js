'use strict';
// Sorts Gaussians by depth, farthest first, by counting 16-bit depths: two passes, nothing allocated but at a new model.
const BINS = 1 << 16;
const starts = new Uint32Array(BINS);
let means = new Float32Array(0);
let depths = new Float32Array(0);
let keys = new Uint16Array(0);

function sort(x, y, z, order) {
  const count = keys.length;
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0, k = 0; i < count; i++, k += 3) {
    const depth = x * means[k] + y * means[k + 1] + z * means[k + 2];
    depths[i] = depth;
    if (depth < least) least = depth;
    if (depth > most) most = depth;
  }
  const scale = most > least ? (BINS - 1) / (most - least) : 0;
  starts.fill(0);
  for (let i = 0; i < count; i++) {
    const key = ((most - depths[i]) * scale) | 0;
    keys[i] = key;
    starts[key]++;
  }
  for (let key = 0, sum = 0; key < BINS; key++) {
    const here = starts[key];
    starts[key] = sum;
    sum += here;
  }
  for (let i = 0; i < count; i++) order[starts[keys[i]]++] = i;
}

onmessage = ({ data }) => {
  if (data.means) {
    means = data.means;
    depths = new Float32Array(means.length / 3);
    keys = new Uint16Array(means.length / 3);
  }
  const began = performance.now();
  sort(data.x, data.y, data.z, data.order);
  postMessage(
    { order: data.order, model: data.model, milliseconds: performance.now() - began },
    [data.order.buffer]);
};
