#!/usr/bin/env bash
# Trains a model of the built-in one's size from random weights: all stages, each from the one before.
#
#   pipeline/training/train-model.sh OUT [STEPS]
#
# OUT/STAGE is the run of a stage, OUT/STAGE/model its model; that of the last stage is the result. A chain that was
# interrupted goes on where it stopped. With STEPS every stage takes so few steps, as a rehearsal. OUROBOROS3D names another
# command than cli/bin/ouroboros3d.
set -euo pipefail

stages=(vae pretrain-planes pretrain-depth reconstructor denoiser joint detail)

[[ $# -ge 1 && $# -le 2 ]] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ouroboros3d="${OUROBOROS3D:-$here/../../cli/bin/ouroboros3d}"
mkdir -p "$1"

before=()
for stage in "${stages[@]}"; do
  run="$1/$stage"
  if [[ ! -e "$run.done" ]]; then
    printf '== %s\n' "$stage" >&2
    # What a chain that is resumed goes on with must be what it began with.
    if [[ ! -e "$run.json" ]]; then
      "$ouroboros3d" train --stage "$stage" --print >"$run.part"
      [[ $# -eq 1 ]] || sed -i "s/\"steps\" *: *[0-9]*/\"steps\": $2/" "$run.part"
      mv "$run.part" "$run.json"
    fi
    resume=()
    [[ ! -d "$run/checkpoints" ]] || resume=(--resume)
    "$ouroboros3d" train "$run.json" -o "$run" "${before[@]}" "${resume[@]}"
    touch "$run.done"
  fi
  before=(--model "$run/model")
done
printf '%s\n' "$run/model"
