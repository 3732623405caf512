# SPDX-License-Identifier: MIT
# A short soak; the long one, which also watches the memory, is make soak.
load helpers

@test "soak: rotation, reconnects, signals, slow readers at once: every event is accounted for" {
    [ -r /proc/self/status ] || skip "no /proc here"
    "$WEIR" --metrics :0 </dev/null 2>/dev/null || skip "no libmicrohttpd here"
    python3 "$PROJECT/tests/soak/soak.py" "$WEIR" 3
}
