#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh WEIR [OPTION...]   measure WEIR beside its peers; the OPTIONs are those of compare.py
# Data and answers are kept in build/bench (BENCH_DATA names another folder). BENCH_MB: size, 1000.
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
compare=${WEIR_SHARED:-../shared}/bench/compare.py
if [ ! -e "$compare" ]; then
    echo "bench: skipped, no $compare here"
    exit 0
fi
weir=$1
shift
exec python3 "$compare" --weir "$weir" --data "${BENCH_DATA:-build/bench}" \
    --mb "${BENCH_MB:-1000}" --tasks "${BENCH_TASKS:-T1,T2}" "$@"
