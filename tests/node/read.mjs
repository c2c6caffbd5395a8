// Reads every file of a folder with other programs' readers, and prints what they saw as one JSON object by file name:
// "node read.mjs FOLDER". Values are as the readers return them, in the axes of the file.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import createSpz from '@adobe/spz';
import validator from 'gltf-validator';
import { solid } from './solid.mjs';

globalThis.self = globalThis; // GLTFLoader looks for it
const { GLTFLoader } = await import('three/addons/loaders/GLTFLoader.js');
const { GLTFGaussianSplatLoaderExtension } = await import('three/addons/loaders/GLTFGaussianSplatLoaderExtension.js');
const { GaussianSplatPLYLoader } = await import('three/addons/loaders/GaussianSplatPLYLoader.js');
const { SPLATLoader } = await import('three/addons/loaders/SPLATLoader.js');
const { SPZLoader } = await import('three/addons/loaders/SPZLoader.js');
const { PLYLoader } = await import('three/addons/loaders/PLYLoader.js');
const { OBJLoader } = await import('three/addons/loaders/OBJLoader.js');
const { STLLoader } = await import('three/addons/loaders/STLLoader.js');

// The extension's names of attributes, which the validator takes for misspelt ones, and the extension itself.
const UNKNOWN_TO_VALIDATOR = ['MESH_PRIMITIVE_INVALID_ATTRIBUTE', 'UNSUPPORTED_EXTENSION'];

const spz = await createSpz({ print: (line) => console.error(line) });

function three(geometry) {
  const attribute = (name) => Array.from(geometry.getAttribute(name).array);
  return {
    count: geometry.getAttribute('position').count,
    positions: attribute('position'),
    covariances: attribute('covariance'), // xx, xy, xz, yy, yz, zz
    colors: attribute('color'), // bytes
  };
}

function reference(bytes, axes) {
  const cloud = spz.loadSpzFromBuffer(bytes, { to: axes });
  return {
    count: cloud.numPoints,
    shDegree: cloud.shDegree,
    positions: Array.from(cloud.positions),
    scales: Array.from(cloud.scales), // logarithms
    rotations: Array.from(cloud.rotations), // x, y, z, w
    alphas: Array.from(cloud.alphas), // logits
    colors: Array.from(cloud.colors), // coefficients of degree 0
    sh: Array.from(cloud.sh),
  };
}

function glb(buffer) {
  const loader = new GLTFLoader();
  loader.register((parser) => new GLTFGaussianSplatLoaderExtension(parser));
  return new Promise((resolve, reject) => loader.parse(buffer, '', resolve, reject)).then((gltf) => {
    let splats;
    gltf.scene.traverse((object) => (splats = object.isGaussianSplat ? object : splats));
    return three(splats.splatGeometry);
  });
}

// The one mesh of a file, in its own colors: three needs a browser to decode a texture.
function mesh(buffer) {
  return new Promise((resolve, reject) => new GLTFLoader().parse(buffer, '', resolve, reject)).then((gltf) => {
    let found;
    gltf.scene.traverse((object) => (found = object.isMesh ? object : found));
    const geometry = found.geometry;
    geometry.computeBoundingBox();
    const color = geometry.getAttribute('color');
    return {
      count: geometry.getAttribute('position').count,
      faces: geometry.index.count / 3,
      min: geometry.boundingBox.min.toArray(),
      max: geometry.boundingBox.max.toArray(),
      firstColor: [color.getX(0), color.getY(0), color.getZ(0)],
      vertexColors: found.material.vertexColors,
      solid: solid(geometry),
    };
  });
}

function obj(text) {
  let found;
  new OBJLoader().parse(text).traverse((object) => (found = object.isMesh ? object : found));
  return found.geometry;
}

async function validated(bytes) {
  const report = await validator.validateBytes(bytes, { maxIssues: 100 });
  const attributes = /KHR_gaussian_splatting:/;
  return report.issues.messages.filter(
    (issue) =>
      !(issue.code === UNKNOWN_TO_VALIDATOR[0] && attributes.test(issue.message + issue.pointer)) &&
      !(issue.code === UNKNOWN_TO_VALIDATOR[1] && issue.pointer.startsWith('/extensionsUsed')),
  );
}

const folder = process.argv[2];
const seen = {};
for (const name of readdirSync(folder)) {
  const file = readFileSync(join(folder, name));
  const bytes = new Uint8Array(file);
  const buffer = bytes.buffer;
  if (name.endsWith('.textured.glb')) {
    seen[name] = { issues: await validated(bytes) };
  } else if (name.endsWith('.mesh.glb')) {
    seen[name] = { three: await mesh(buffer), issues: await validated(bytes) };
  } else if (name.endsWith('.mesh.ply')) {
    seen[name] = { three: { solid: solid(new PLYLoader().parse(buffer)) } };
  } else if (name.endsWith('.mesh.obj')) {
    seen[name] = { three: { solid: solid(obj(file.toString('utf8'))) } };
  } else if (name.endsWith('.mesh.stl')) {
    seen[name] = { three: { solid: solid(new STLLoader().parse(buffer)) } };
  } else if (name.endsWith('.ply')) {
    seen[name] = { three: three(new GaussianSplatPLYLoader().parse(buffer)) };
  } else if (name.endsWith('.splat')) {
    seen[name] = { three: three(new SPLATLoader().parse(buffer)) };
  } else if (name.endsWith('.spz')) {
    seen[name] = {
      three: three(await new SPZLoader().parse(buffer)),
      rub: reference(bytes, spz.CoordinateSystem.RUB),
      stored: reference(bytes, spz.CoordinateSystem.UNSPECIFIED),
    };
  } else if (name.endsWith('.glb')) {
    seen[name] = { three: await glb(buffer), issues: await validated(bytes) };
  }
}
console.log(JSON.stringify(seen));
