#!/usr/bin/env bash
# Stands in for GitHub's `gh release` on one release: a folder of assets, $RELEASE_FOLDER.
# A call that matches $GH_FAILS fails half way; what is uploaded and matches $GH_CUT arrives without its last byte.
set -euo pipefail
: "${GH_TOKEN:?}" "${GH_REPO:?}"
[[ $1 == release && $3 == oai-store ]] || { echo "gh: not known here: $*" >&2; exit 2; }
what=$2
shift 3
trap 'ls "$RELEASE_FOLDER" | jq --raw-input --slurp --compact-output --arg call "$what" "{call: \$call, assets: split(\"\n\")[:-1]}" >>"$GH_LOG"' EXIT
[[ -d $RELEASE_FOLDER ]] || { echo 'release not found' >&2; exit 1; }
fails() { [[ -n ${GH_FAILS:-} && "$what $1" =~ $GH_FAILS ]]; }
case $what in
  view)
    if fails ''; then exit 1; fi
    [[ $1 == --json && $2 == assets && $3 == --jq ]]
    (cd "$RELEASE_FOLDER" && stat --format='{"name": "%n", "size": %s, "state": "uploaded"}' -- * 2>/dev/null || true) |
      jq --slurp '{assets: (. + [{name: "oai-store-99990101T000000Z-1.sha256", size: 1, state: "starter"}])}' | jq --raw-output "$4"
    ;;
  download)
    pattern='' folder=.
    while (($#)); do
      case $1 in
        --pattern) pattern=$2; shift 2 ;;
        --dir) folder=$2; shift 2 ;;
        --clobber) shift ;;
        *) exit 2 ;;
      esac
    done
    found=0
    for asset in "$RELEASE_FOLDER"/$pattern; do
      [[ -e $asset ]] || continue
      if fails "${asset##*/}"; then exit 1; fi
      cp "$asset" "$folder/"
      found=1
    done
    ((found)) || { echo 'no assets match the file pattern' >&2; exit 1; }
    ;;
  upload)
    for file in "$@"; do
      [[ $file == --clobber ]] && continue
      if fails "${file##*/}"; then exit 1; fi
      cp "$file" "$RELEASE_FOLDER/"
      if [[ -n ${GH_CUT:-} && $file =~ $GH_CUT ]]; then truncate --size=-1 "$RELEASE_FOLDER/${file##*/}"; fi
    done
    ;;
  delete-asset)
    [[ $2 == --yes ]]
    if fails "$1"; then exit 1; fi
    rm "$RELEASE_FOLDER/$1"
    ;;
  *) exit 2 ;;
esac
