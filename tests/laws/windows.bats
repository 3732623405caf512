# SPDX-License-Identifier: MIT
# Random streams through random windows of every kind, with every emission, give what a small model of them
# gives. COUNT=100000 tries more of them, SEED=7 begins elsewhere.
load laws

@test "windows: random streams and windows agree with the model" {
    local count=2000
    [ "$WEIR" = "$PROJECT/weir" ] || count=300        # sanitizers take their time
    python3 "$PROJECT/tests/laws/windows.py" "$WEIR" "${COUNT:-$count}" "${SEED:-1}" >&2
}
