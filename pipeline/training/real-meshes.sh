#!/usr/bin/env bash
# Renders the furniture models of Debian's package sweethome3d-furniture into a data set for training and a test set of
# objects that no training sees. The models are CC0 and CC-BY 3.0; OUT/ATTRIBUTION.md names their authors.
#
#   pipeline/training/real-meshes.sh OUT [SIZE]
#
# OUT/train and OUT/test are folders that training ("data": {"folder": {"path": ...}}) and evaluation read, each with an
# ids.txt; OUT/left-out.tsv says which models are missing and why. A run that was interrupted goes on where it stopped.
# Needs bash, awk, unzip, and root or sudo where the package is not installed yet. OUROBOROS3D names another command than
# cli/bin/ouroboros3d.
set -euo pipefail
export LC_ALL=C

orbits=6
elevations=(0 5 10 15 20 28)
azimuths=(0 11.25 3.75 15 7.5 18.75)
test_objects=60
flattest=0.05 # thickness over the largest extent

[[ $# -ge 1 && $# -le 2 ]] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
out="$(cd "$1" && pwd)"
size="${2:-64}"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ouroboros3d="${OUROBOROS3D:-$here/../../cli/bin/ouroboros3d}"
catalogs=/usr/share/sweethome3d/furniture
work="$out/work"

if [[ ! -d "$catalogs" ]]; then
  as_root=()
  [[ "$(id -u)" == 0 ]] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends sweethome3d-furniture
fi

# ---- Models and what is known of them: work/models.tsv has id, file, name, creator, license and rotation of each.

# The licenses of the package's copyright file; a catalog that is not in it is left out.
license_of() {
  case "$1" in
    BlendSwap-CC-0) echo "CC0 1.0" ;;
    BlendSwap-CC-BY | Scopia) echo "CC-BY 3.0" ;;
    KatorLegaz | Reallusion) echo "CC-BY 3.0 US" ;;
  esac
}

mkdir -p "$work"
: >"$out/left-out.tsv"
: >"$work/models.tsv"
for archive in "$catalogs"/*.sh3f; do
  catalog="$(basename "$archive" .sh3f)"
  license="$(license_of "$catalog")"
  if [[ -z "$license" ]]; then
    printf '%s\tits license is neither CC0 nor CC-BY\n' "$catalog" >>"$out/left-out.tsv"
    continue
  fi
  mkdir -p "$work/$catalog"
  unzip -q -o "$archive" -d "$work/$catalog"
  # The keys are name#7=..., in ISO 8859-1.
  iconv -f ISO-8859-1 -t UTF-8 "$work/$catalog/PluginFurnitureCatalog.properties" | tr -d '\r' |
    awk -v catalog="$catalog" -v license="$license" '
      match($0, /^[A-Za-z]+#[0-9]+=/) {
        split(substr($0, 1, RLENGTH - 1), key, "#")
        value[key[1], key[2]] = substr($0, RLENGTH + 1)
        if (key[2] > last) last = key[2] + 0
      }
      END {
        for (i = 1; i <= last; i++) {
          file = value["model", i]
          if (tolower(file) !~ /\.obj$/) continue
          id = file
          sub(/\.[^.]*$/, "", id)
          sub(/.*\//, "", id)
          gsub(/[^A-Za-z0-9_-]/, "_", id)
          rotation = value["modelRotation", i]
          creator = value["creator", i]
          print catalog "__" id "\t" file "\t" value["name", i] "\t" (creator == "" ? "-" : creator) "\t" license \
            "\t" (rotation == "" ? "1 0 0 0 1 0 0 0 1" : rotation)
        }
      }' >>"$work/models.tsv"
done

# ---- Upright copies beside the originals, which name materials and textures; what is unusable is left out.

declare -A seen=()
: >"$work/candidates"
while IFS=$'\t' read -r id file _ _ _ rotation; do
  leave_out() { printf '%s\t%s\n' "$id" "$1" >>"$out/left-out.tsv"; }
  catalog="${id%%__*}"
  model="$work/$catalog/${file#/}"
  [[ -z "${seen[$id]:-}" ]] || { leave_out "another model has its name"; continue; }
  seen[$id]=1
  [[ -f "$model" ]] || { leave_out "its file is missing"; continue; }
  if grep -rqiE 'share.?alike|non.?commercial|no.?deriv|GNU|\bGPL' --include='*[Ll][Ii][Cc][Ee][Nn]*' "$(dirname "$model")"
  then
    leave_out "the license in its folder is neither CC0 nor CC-BY"
    continue
  fi
  copy="$(dirname "$model")/$id.obj"
  ratio="$(awk -v rotation="$rotation" -v copy="$copy.part" '
    BEGIN { split(rotation, r, " ") }
    $1 == "v" || $1 == "vn" {
      for (row = 0; row < 3; row++) p[row] = r[3 * row + 1] * $2 + r[3 * row + 2] * $3 + r[3 * row + 3] * $4
      if ($1 == "v") {
        for (row = 0; row < 3; row++) {
          if (!count || p[row] < low[row]) low[row] = p[row]
          if (!count || p[row] > high[row]) high[row] = p[row]
        }
        count++
      }
      printf "%s %.9g %.9g %.9g\n", $1, p[0], p[1], p[2] > copy
      next
    }
    { print > copy }
    END {
      for (row = 0; row < 3; row++) {
        extent = high[row] - low[row]
        if (!row || extent < least) least = extent
        if (extent > most) most = extent
      }
      print (most > 0 ? least / most : 0)
    }' "$model")"
  if awk -v ratio="$ratio" -v flattest="$flattest" 'BEGIN { exit !(ratio < flattest) }'; then
    rm -f "$copy.part"
    leave_out "it is flat: its thickness is $ratio of its largest extent"
    continue
  fi
  mv "$copy.part" "$copy"
  printf '%s\t%s\n' "$id" "$copy" >>"$work/candidates"
done <"$work/models.tsv"
printf '%s of %s models are candidates\n' "$(wc -l <"$work/candidates")" "$(wc -l <"$work/models.tsv")" >&2

# ---- Renderings. A mesh that cannot be used is left out by the command, which then exits with 3.

mapfile -t meshes < <(cut -f 2 "$work/candidates")
for ((orbit = 0; orbit < orbits; orbit++)); do
  status=0
  "$ouroboros3d" dataset render "${meshes[@]}" -o "$work/orbit$orbit" --size "$size" --depth \
    --elevation "${elevations[orbit]}" --azimuth "${azimuths[orbit]}" 2>"$work/orbit$orbit.log" || status=$?
  if [[ "$status" != 0 && "$status" != 3 ]]; then
    tail -5 "$work/orbit$orbit.log" >&2
    exit "$status"
  fi
done

# ---- The split by the SHA-256 of the names, so that it stays the same when other models come or go.

sort "$work"/orbit?/ids.txt | uniq -c | awk -v orbits="$orbits" '$1 == orbits { print $2 }' >"$work/usable"
while IFS=$'\t' read -r id copy; do
  reason="$(grep -h -m 1 -F "left out: $(dirname "$copy")/" "$work"/orbit?.log | sed -n '1s/^.*left out: //p' || true)"
  printf '%s\t%s\n' "$id" "${reason:-it could not be rendered}" >>"$out/left-out.tsv"
done < <(awk -F '\t' 'NR == FNR { usable[$1] = 1; next } !($1 in usable)' "$work/usable" "$work/candidates")
while read -r id; do
  printf '%s %s\n' "$(printf '%s' "$id" | sha256sum | cut -c 1-64)" "$id"
done <"$work/usable" | sort | awk '{ print $2 }' >"$work/ordered"
head -n "$test_objects" "$work/ordered" >"$work/test"
tail -n "+$((test_objects + 1))" "$work/ordered" >"$work/train"
for set in train test; do
  rm -rf "${out:?}/$set"
  for ((orbit = 0; orbit < orbits; orbit++)); do
    mkdir -p "$out/$set/orbit$orbit"
    while read -r id; do
      # Hard links: the files are there once.
      cp -al "$work/orbit$orbit/$id" "$out/$set/orbit$orbit/$id"
      printf 'orbit%s/%s\n' "$orbit" "$id"
    done <"$work/$set" >>"$out/$set/ids.txt"
  done
done

{
  printf '# Models of these pictures\n\n'
  printf 'They come from the package sweethome3d-furniture %s of Debian (http://www.sweethome3d.com). They were rendered;\n' \
    "$(dpkg-query -W -f '${Version}' sweethome3d-furniture)"
  printf 'the models themselves were not changed but for turning some upright. Licenses:\n'
  printf 'CC0 1.0 https://creativecommons.org/publicdomain/zero/1.0/,\n'
  printf 'CC-BY 3.0 https://creativecommons.org/licenses/by/3.0/,\n'
  printf 'CC-BY 3.0 US https://creativecommons.org/licenses/by/3.0/us/.\n'
  printf 'Models of Scopia: (C) Scopia Visual Interfaces Systems, s.l. (http://www.scopia.es) and Emmanuel PUYBARET /\n'
  printf 'eTeks; of KatorLegaz: (C) Andrew Kator & Jennifer Legaz; of Reallusion: (C) Reallusion\n'
  printf '(http://www.reallusion.com); of BlendSwap: the authors below, through http://www.blendswap.com.\n\n'
  printf '| Model | Name | Author | License |\n|---|---|---|---|\n'
  awk -F '\t' 'NR == FNR { usable[$1] = 1; next } ($1 in usable) && !done[$1]++ {
      print "| " $1 " | " $3 " | " $4 " | " $5 " |" }' "$work/usable" "$work/models.tsv"
} >"$out/ATTRIBUTION.md"

printf '%s objects to train on and %s to test with, %s orbits each, in %s; %s left out (left-out.tsv)\n' \
  "$(wc -l <"$work/train")" "$(wc -l <"$work/test")" "$orbits" "$out" "$(wc -l <"$out/left-out.tsv")"
