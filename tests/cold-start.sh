#!/usr/bin/env bash
# "cold-start.sh REPEATS LAUNCHER...": what commands take in new processes. Each round runs every launcher (cli/bin/ouroboros3d of
# this or another checkout, built before) once with every command, so that a busy machine treats them alike. Prints the
# median wall and processor seconds by command, and of generate the seconds by stage.
set -euo pipefail
repeats="${1:?how many rounds}"
shift
(($#)) || { echo "name the launchers to be compared" >&2; exit 2; }
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
picture="$root/pipeline/core/src/test/resources/cases/bust.png"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

# Runs launcher number $1 for row $2 of the table; the rest is its command line.
measure() {
  local number="$1" row="$2" seconds
  shift 2
  seconds="$({ time "${launchers[number]}" "$@" >/dev/null 2>"$work/error"; } 2>&1)" || {
    cat "$work/error" >&2
    echo "${launchers[number]} $* fails" >&2
    exit 1
  }
  awk -v key="$number|$row" '{ print key "|wall|" $1; print key "|cpu|" $2 + $3 }' <<<"$seconds" >>"$work/times"
}

launchers=("$@")
for launcher in "${launchers[@]}"; do
  # Builds it, prepares its start, and leaves a file for convert.
  "$launcher" generate "$picture" -o "$work/model" --outputs ply --force >/dev/null 2>&1
done
for ((round = 0; round < repeats; round++)); do
  for number in "${!launchers[@]}"; do
    measure "$number" --help --help
    measure "$number" doctor doctor
    measure "$number" convert convert "$work/model/model.ply" "$work/model.spz" --force
    measure "$number" "generate, no video" generate "$picture" -o "$work/plain" --force \
      --outputs ply,views,render,ccm,steps
    measure "$number" generate generate "$picture" -o "$work/all" --force
    tr -d '\n ' <"$work/all/report.json" | sed -n 's/.*"stageSeconds":{\([^}]*\)}.*/\1/p' | tr ',' '\n' | tr -d '"' \
      | awk -F: -v key="$number" '{ print key "|" $1 "|stage|" $2 }' >>"$work/times"
  done
done
for number in "${!launchers[@]}"; do echo "$((number + 1)): ${launchers[number]}"; done
sort -t '|' -k 1,3 -k 4,4g "$work/times" | awk -F'|' '
  function flush() { if (n) median[row "|" launcher] = sprintf("%.2f", n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2) }
  { k = $1 "|" $2 "|" $3
    if (k != last) { flush(); n = 0; last = k; launcher = $1; row = $2 " " $3; if (!(row in seen)) { seen[row] = 1; rows[++count] = row }
      if ($1 > most) most = $1 }
    v[++n] = $4 }
  END { flush()
    for (i = 1; i <= count; i++) { line = "| " rows[i]; for (j = 0; j <= most; j++) line = line " | " median[rows[i] "|" j]; print line " |" } }'
