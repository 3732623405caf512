# SPDX-License-Identifier: MIT
# Random streams through random pipelines give what the reference model gives. COUNT=5000 tries more of them,
# SEED=7 begins elsewhere.
load laws

@test "model: random streams and pipelines agree with the reference model" {
    need_shared oracle/model.py
    python3 "$PROJECT/tests/laws/model.py" "$WEIR" "$SHARED/oracle" "${COUNT:-150}" "${SEED:-1}" >&2
}
