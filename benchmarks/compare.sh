#!/usr/bin/env bash
# Runs this library and other programs in turn on the same problems and writes the table of ratios to docs/BENCHMARKS.md.
# Run: benchmarks/compare.sh PEERS [t1 t2 t3 t4 t4real]   (or PEERS=... benchmarks/compare.sh; no task = all)
# PEERS is the folder of the other programs: run.sh TASK PEER prints their lines, data/ holds the problems' numbers.
# A program that is not installed is skipped, and that is said. ROUNDS=3 PEER_SECONDS=0.3 WARM_SECONDS=1 PYTHON=/usr/bin/python3
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# -gt 0 ] && [ -d "$1" ]; then
  PEERS="$1"
  shift
fi
if [ -z "${PEERS:-}" ] || [ ! -x "$PEERS/run.sh" ]; then
  sed -n '3,4p' "$0" >&2
  exit 2
fi
PEERS="$(cd "$PEERS" && pwd)"
[ $# -gt 0 ] || set -- t1 t2 t3 t4 t4real
rounds="${ROUNDS:-3}"
export PEERS PYTHON="${PYTHON:-/usr/bin/python3}" PEER_RUNS=1 PEER_SECONDS="${PEER_SECONDS:-0.3}" WARM_SECONDS="${WARM_SECONDS:-1}"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

mvn -q -B -pl divergence-benchmarks -am -DskipTests process-classes
module=divergence-benchmarks/target
path="$PWD/$module/classes:$(cat $module/classpath.txt)"
out=$module/compare
rm -rf "$out"
mkdir -p "$out"

{
  echo "Date: $(date -u +%F)"
  echo "Machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc --all) processors"
  echo "Command: \`benchmarks/compare.sh PEERS $*\` with ROUNDS=$rounds, PEER_SECONDS=$PEER_SECONDS, WARM_SECONDS=$WARM_SECONDS"
  echo "Load average at the start: $(cut -d' ' -f1-3 /proc/loadavg)"
} > "$out/environment.txt"

peers=""
offer() {  # name, words that print its version
  local version
  if version=$("${@:2}" 2>/dev/null); then
    peers="$peers $1"
    echo "$1: $version" >> "$out/environment.txt"
  else
    echo "compare.sh: $1 is skipped: it is not installed" >&2
    echo "$1: not installed, skipped" >> "$out/environment.txt"
  fi
}
offer torch "$PYTHON" -c 'import numpy, torch; print("PyTorch", torch.__version__)'
offer numpy "$PYTHON" -c 'import numpy; print("NumPy", numpy.__version__)'
offer node node --version
offer rstan Rscript -e 'suppressMessages(library(rstan)); cat(as.character(packageVersion("rstan")))'
offer scipy "$PYTHON" -c 'import numpy, scipy; print("SciPy", scipy.__version__)'

started=$(date +%s)
for round in $(seq "$rounds"); do
  for task in "$@"; do
    case "$task" in
      t1) has="torch numpy node" ;;
      t2) has="torch numpy node rstan" ;;
      t3) has="torch numpy rstan" ;;
      *) has="torch numpy scipy rstan" ;;
    esac
    echo "round $round of $rounds, $task, after $(($(date +%s) - started)) s" >&2
    "$java" -cp "$path" io.divergence.benchmarks.Compare "$task" >> "$out/round-$round.csv"
    for peer in $has; do
      if [[ " $peers " == *" $peer "* ]]; then
        (cd "$PEERS" && ./run.sh "$task" "$peer") >> "$out/round-$round.csv" || echo "compare.sh: $peer failed on $task" >&2
      fi
    done
  done
done
echo "Load average at the end: $(cut -d' ' -f1-3 /proc/loadavg); the rounds took $(($(date +%s) - started)) s" >> "$out/environment.txt"
"$java" -cp "$path" io.divergence.benchmarks.RatioTable "$out" docs/BENCHMARKS.md
