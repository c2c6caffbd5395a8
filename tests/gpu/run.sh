#!/usr/bin/env bash
# The GPU suite: on a machine with an NVIDIA GPU, everything that only a GPU can show, in one go.
#
#   tests/gpu/run.sh [--out DIR] [--bundle DIR] [--goldens DIR] [--libtorch DIR] [--dry-run]
#
# Writes DIR/results.json, a log of each step beside it, and, unless --dry-run, the table in RESULTS.md between its
# two "measured" lines.
# Builds what is missing, or runs an unpacked bundle. Exits with 0 when everything passed, 1 when something failed, 3
# without a GPU. --dry-run goes through the same steps on the CPU, which shows that the suite works, and exits with 3
# where none of them failed.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
out="$root/tests/target/gpu" bundle="" goldens="" libtorch="${OUROBOROS3D_LIBTORCH:-}" dry_run=false

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
fail() {
  printf 'run.sh: %s\n' "$1" >&2
  exit "${2:-2}"
}

while (($#)); do
  case "$1" in
    --out | --bundle | --goldens | --libtorch)
      (($# > 1)) || fail "$1 needs a folder"
      declare "${1#--}=$2"
      shift 2
      ;;
    --dry-run) dry_run=true && shift ;;
    -h | --help) usage && exit 0 ;;
    *) fail "unknown argument $1 (see --help)" ;;
  esac
done

device=cuda
if ! command -v nvidia-smi >/dev/null || ! nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
  $dry_run || fail "there is no NVIDIA GPU here (nvidia-smi lists none): nothing was run. --dry-run tries the suite on the CPU." 3
fi
if $dry_run; then device=cpu; fi
command -v python3 >/dev/null || fail "python3 is missing: it writes results.json"

mkdir -p "$out" || fail "$out cannot be written"
steps="$out/steps.tsv"
: >"$steps"

# step NAME COMMAND…: runs it, keeps its output in NAME.log (standard output in NAME.out) and what came of it.
step() {
  local name="$1" began status=0
  shift
  printf '%-28s' "$name"
  began="$(date +%s.%N)"
  "$@" >"$out/$name.out" 2>"$out/$name.log" || status=$?
  printf '%s\t%s\t%s\t%s\n' "$name" "$status" "$began" "$(date +%s.%N)" >>"$steps"
  if ((status == 0)); then echo ok; else
    echo "FAILED with $status; see $out/$name.log"
    tail -n 3 "$out/$name.log" | sed 's/^/    /'
  fi
  return "$status"
}

# skip NAME WHY: what could not be run is said, and counts as failed on a GPU.
skip() {
  printf '%-28snot run: %s\n' "$1" "$2"
  printf '%s\tskipped: %s\t0\t0\n' "$1" "$2" >>"$steps"
}

# ---- What is run

if [[ -z "$libtorch" ]]; then
  libtorch="$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null || true)"
fi
if [[ -n "$libtorch" ]]; then export OUROBOROS3D_LIBTORCH="$libtorch"; fi
if [[ -z "$bundle" && -x "$here/../../bin/ouroboros3d" && -d "$here/../../runtime" ]]; then bundle="$root"; fi
if [[ -n "$bundle" ]]; then
  program="$bundle/bin/ouroboros3d" native_tests="$bundle/share/native-tests"
  [[ -x "$program" ]] || fail "$bundle holds no bin/ouroboros3d: name the folder of an unpacked bundle"
  if ! $dry_run && [[ -z "$libtorch" ]]; then
    fail "LibTorch is missing: pip install torch, or name its folder with --libtorch"
  fi
else
  program="$root/cli/bin/ouroboros3d" native_tests="$root/native/target/cmake/tests"
  step build "$root/native/build.sh" build "$root/native/target/classes/org/ouroboros3d/native/linux-x86_64" || exit 1
fi
if [[ -z "$goldens" ]]; then goldens="$root/tests/src/test/resources/goldens"; fi
[[ -d "$goldens" ]] || fail "$goldens is no folder: name the one of the golden files with --goldens"

# Whether the command line takes an option.
takes() { "$program" "${@:2}" --help 2>/dev/null | grep -q -- "$1"; }

# ---- Steps

if $dry_run; then golden_files=("$goldens"/raster_forward__hand* "$goldens"/euler*); else golden_files=("$goldens"); fi
if command -v nvidia-smi >/dev/null; then step gpu nvidia-smi -q; fi
step doctor "$program" doctor --json
step verify "$program" verify --device "$device" --json "${golden_files[@]}"
for test in library_test golden_test cuda_test cuda_graph_test; do
  if [[ ! -x "$native_tests/$test" ]]; then
    skip "native-$test" "this build has no $native_tests/$test"
    continue
  fi
  if $dry_run && [[ "$test" == cuda_* ]]; then
    skip "native-$test" "it needs a GPU"
    continue
  fi
  arguments=()
  if [[ "$test" == golden_test ]]; then arguments=("$goldens"); fi
  step "native-$test" "$native_tests/$test" "${arguments[@]}"
done
if [[ -x "$native_tests/cuda_test" ]] && command -v compute-sanitizer >/dev/null && ! $dry_run; then
  for tool in memcheck racecheck initcheck; do
    step "sanitizer-$tool" compute-sanitizer --tool "$tool" --error-exitcode 9 "$native_tests/cuda_test"
  done
else
  skip sanitizer "compute-sanitizer and cuda_test need a GPU, the CUDA toolkit and a build with nvcc"
fi
for size in 512 1024; do
  if takes --device bench rasterizer; then
    step "bench-rasterizer-$size" "$program" bench rasterizer --device "$device" --size "$size" --json
  elif $dry_run; then
    step "bench-rasterizer-$size" "$program" bench rasterizer --size "$size" --repeats 2 --gaussians 5000 --json
  else
    skip "bench-rasterizer-$size" "bench rasterizer takes no --device"
  fi
done
# The loop: its report holds the time of each stage and the bytes copied.
python3 - "$out/object.safetensors" <<'PY'
import json, struct, sys
side, pixels = 64, bytearray()
for y in range(64):
    for x in range(64):
        inside = (x - 31.5) ** 2 + (y - 31.5) ** 2 < 24 ** 2
        pixels += bytes((200, 4 * y, 4 * x) if inside else (255, 255, 255))
header = json.dumps({"image": {"dtype": "U8", "shape": [side, side, 3], "data_offsets": [0, len(pixels)]}}).encode()
header += b" " * (-len(header) % 8)
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<Q", len(header)) + header + pixels)
PY
model=()
[[ -n "$bundle" && -d "$bundle/model" ]] && model=(--model "$bundle/model")
step generate "$program" generate "$out/object.safetensors" "${model[@]}" -o "$out/generated" --force --device "$device" --steps 4 --json
# What the driver itself says was copied, in two runs that differ by four steps: between them lie the copies of four steps.
# Pictures of the steps would add copies of their own after the loop.
copy_records="$native_tests/copy_records.so"
recorded_generate() { # STEPS
  CUDA_INJECTION64_PATH="$copy_records" O3D_COPY_RECORDS="$out/copies-$1.json" "$program" generate "$out/object.safetensors" \
    "${model[@]}" -o "$out/generated-$1" --force --device "$device" --steps "$1" --outputs ply --json
}
if $dry_run; then
  skip copies "the driver records copies of a GPU only"
elif [[ ! -e "$copy_records" ]]; then
  skip copies "this build has no $copy_records, which takes CUPTI's header"
else
  step copies-4-steps recorded_generate 4
  step copies-8-steps recorded_generate 8
  step copies python3 - "$out" <<'PY'
import json, pathlib, sys

out = pathlib.Path(sys.argv[1])
records, reports = {}, {}
for steps in (4, 8):
    records[steps] = json.loads((out / f"copies-{steps}.json").read_text())
    reports[steps] = json.loads((out / f"copies-{steps}-steps.out").read_text())["report"]
wrong, result = [], {}
for name in ("hostToDevice", "deviceToHost"):
    driver = (records[8][name]["bytes"] - records[4][name]["bytes"]) / 4
    counted = (reports[8][name + "Bytes"] - reports[4][name + "Bytes"]) / 4
    result[name] = {"driverBytesPerStep": driver, "countedBytesPerStep": counted}
    if driver != counted:
        wrong.append(f"{name}: {driver} bytes a step by the driver, {counted} by our own count")
if any(records[steps]["dropped"] for steps in records):
    wrong.append("CUPTI dropped records: the driver's counts are too low")
if records[8]["hostToDevice"]["bytes"] == 0:
    wrong.append("the driver has recorded no copy at all, not even of the weights")
print(json.dumps(result))
sys.exit("; ".join(wrong) or 0)
PY
fi
step bench-loop "$program" bench loop "${model[@]}" --device "$device" --steps 4 --json
step bench-loop-offload "$program" bench loop "${model[@]}" --device "$device" --steps 4 --offload --json
# Steps as CUDA graphs: what they give is compared with the steps that they were recorded from, for another noise.
if $dry_run; then
  skip bench-loop-full-size "25 steps of the published sizes take hours on a CPU"
  skip cuda-graphs "steps can be recorded on a CUDA device only"
else
  step bench-loop-cuda-graphs "$program" bench loop "${model[@]}" --device "$device" --steps 25 --cuda-graphs --json
  step bench-serve-cuda-graphs "$program" bench serve "${model[@]}" --device "$device" --requests 10 --cuda-graphs --json
  step bench-loop-full-size "$program" bench loop --full-size --precision bf16 --device "$device" --steps 25 --json
  step bench-loop-full-size-cuda-graphs "$program" bench loop --full-size --precision bf16 --device "$device" --steps 25 \
    --repeats 1 --cuda-graphs --json
fi

# Training by one process, then by ranks that NCCL joins, as torchrun starts them: the losses of the steps must agree.
"$program" train --stage joint --print >"$out/joint.json" 2>"$out/joint.log" && python3 - "$out/joint.json" <<'PY'
import json, sys

config = json.load(open(sys.argv[1]))
config |= {"steps": 4, "batch_size": 2, "accumulation": 1, "export_every": False, "sample_every": 100}
json.dump(config, open(sys.argv[1], "w"))
PY
train() { # RUN
  rm -rf "${out:?}/$1"
  "$program" train "$out/joint.json" -o "$out/$1" "${model[@]}" --device "$device"
}
joined() { # RANKS: the others' ends count as well
  local ranks="$1" rank status=0 others=()
  export WORLD_SIZE="$ranks" MASTER_ADDR=127.0.0.1 MASTER_PORT="$((20000 + RANDOM % 10000))"
  for ((rank = 1; rank < ranks; rank++)); do
    RANK="$rank" LOCAL_RANK="$rank" "$program" train "$out/joint.json" -o "$out/train-nccl-$ranks" "${model[@]}" \
      --device "$device" >"$out/rank-$rank.log" 2>&1 &
    others+=("$!")
  done
  RANK=0 LOCAL_RANK=0 train "train-nccl-$ranks" || status=$?
  for other in "${others[@]}"; do wait "$other" || status=$?; done
  unset WORLD_SIZE MASTER_ADDR MASTER_PORT
  ((status == 0)) || return "$status"
  python3 - "$out/train/metrics.jsonl" "$out/train-nccl-$ranks/metrics.jsonl" <<'PY'
import json, sys

alone, joined = ([json.loads(line)["losses"] for line in open(name)] for name in sys.argv[1:])
apart = max(abs(a[term] - b[term]) / abs(a[term]) for a, b in zip(alone, joined, strict=True) for term in a if a[term])
print(json.dumps({"steps": len(alone), "largestRelativeDifference": apart}))
sys.exit(f"losses differ by {apart:.1e} of their size" if apart > 1e-2 else 0)
PY
}
step train train train
if $dry_run; then
  skip nccl "NCCL needs a GPU"
else
  # One rank sums by NCCL in the doctor, whose finding has to be more than that NCCL is missing.
  step nccl python3 - "$out/doctor.out" <<'PY'
import json, sys

found = [finding for finding in json.load(open(sys.argv[1]))["findings"] if finding["subject"] == "NCCL"]
print(json.dumps(found))
sys.exit(0 if found and found[0]["state"].lower() == "ok" else "the doctor has not found that NCCL works")
PY
  if (($(nvidia-smi -L | grep -c '^GPU') < 2)); then
    printf '%-28s%s\n' train-nccl-2 "not run: it needs two GPUs"
  else
    step train-nccl-2 joined 2
  fi
fi

# ---- What came of it

python3 - "$steps" "$out" "$device" "$here/RESULTS.md" <<'PY'
import json, pathlib, re, subprocess, sys

steps_file, out, device, page = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
results = {"device": device, "steps": {}}
for line in open(steps_file):
    name, status, began, ended = line.rstrip("\n").split("\t")
    step = {"status": status if status.startswith("skipped") else int(status)}
    if not status.startswith("skipped"):
        step["seconds"] = round(float(ended) - float(began), 3)
        try:
            step["output"] = json.loads((out / f"{name}.out").read_text())
        except (OSError, ValueError):
            pass
    results["steps"][name] = step
if device != "cpu":
    query = ["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"]
    results["gpu"] = subprocess.run(query, capture_output=True, text=True).stdout.strip()
(out / "results.json").write_text(json.dumps(results, indent=1) + "\n")

rows = ["| step | result | seconds |", "|---|---|---|"]
for name, step in results["steps"].items():
    status = step["status"]
    text = "passed" if status == 0 else status if isinstance(status, str) else f"failed ({status})"
    rows.append(f"| {name} | {text} | {step.get('seconds', '')} |")
for name, step in results["steps"].items():
    output = step.get("output") or {}
    if name.startswith("bench-loop") and "stages" in output:
        rows += ["", f"| {name} | ms | TFLOP | TFLOP/s | floor / time |", "|---|---|---|---|---|"]
        rows += [
            f"| {stage['name']} | {stage['medianMillis']:.2f} | {stage['tflop']:.3f} | {stage['tflops']:.1f} |"
            f" {stage['shareOfFloor']:.0%} |" for stage in [*output["stages"], output["step"]]]
    graphs = output.get("cudaGraphs")
    if graphs:
        rows += ["", f"{name}, a whole run, median milliseconds: {graphs['withoutMillis']:.1f} without CUDA graphs,"
            f" {graphs['withMillis']:.1f} with ({graphs['gain']:.2f} times as fast), {graphs['recordingMillis']:.1f} to"
            f" record {graphs['recordedSteps']} steps; relative distance {graphs['viewDistance']:.1e} in the views,"
            f" {graphs['gaussianDistance']:.1e} in the Gaussians"]
    if name.startswith("bench-rasterizer"):
        rows += ["", f"{name}, all views, median milliseconds: " + ", ".join(
            f"{key[:-6]} {value['median']:.2f}" for key, value in output.items()
            if key.endswith("Millis") and isinstance(value, dict))]
    if name == "copies":
        rows += [""] + [f"{direction}: {value['driverBytesPerStep']:.0f} bytes a step by the driver's records,"
            f" {value['countedBytesPerStep']:.0f} by the program's count" for direction, value in output.items()]
    report = output.get("report") if name == "generate" else None
    if report:
        rows += ["", "| stage of generate | seconds |", "|---|---|"]
        rows += [f"| {stage} | {seconds:.3f} |" for stage, seconds in (report.get("stageSeconds") or {}).items()]
        for key in ("hostToDeviceBytes", "deviceToHostBytes"):
            rows.append("")
            rows.append(f"{key} in {report.get('settings', {}).get('steps')} steps: {report.get(key)}")
table = "\n".join(rows)
print("\n" + table)
if device != "cpu" and page.exists():
    begin, end = "<!-- measured: begin -->", "<!-- measured: end -->"
    text = page.read_text()
    block = f"{begin}\n## Measured by run.sh on {results['gpu']}\n\n{table}\n{end}"
    if begin in text and end in text:
        text = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, text, flags=re.S)
    else:
        text = text.rstrip("\n") + "\n\n" + block + "\n"
    page.write_text(text)
bad = [name for name, step in results["steps"].items() if step["status"] != 0]
if bad:
    print("\nnot passed: " + ", ".join(bad))
failed = any(isinstance(step["status"], int) and step["status"] != 0 for step in results["steps"].values())
sys.exit(1 if failed or bad and device != "cpu" else 3 if device == "cpu" else 0)
PY
