#!/usr/bin/env bash
# The shares of one batch side by side with GNU parallel, on this machine or on several:
#
#     shards.sh TRANSCRIPTS NOTES SHARES [option of llm-summarise batch ...]
#
# A file belongs to one share by its content, on every machine the same. For other machines that see the same
# folders add `--sshlogin a,b,: --workdir .` to parallel. All may write into one folder: none harms another.
set -euo pipefail

transcripts=$1 notes=$2 shares=$3
shift 3
seq "$shares" |
  parallel --line-buffer --tag --halt soon,fail=100% \
    llm-summarise batch "$transcripts" -O "$notes" --shard "{}/$shares" "$@"
