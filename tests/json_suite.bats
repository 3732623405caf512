# SPDX-License-Identifier: MIT
# JSONTestSuite (https://github.com/nst/JSONTestSuite): every y_ accepted, every n_ rejected. A file is a line
# where it has no newline inside; what is no object is wrapped as {"v":…}.
load helpers

suite=json/JSONTestSuite/test_parsing

# The files of a kind as lines: wrapped, unless they begin an object; each with a sound line behind it.
lines() { # KIND
    python3 - "$SHARED/material/$suite" "$1" <<'END'
import glob, sys
out = sys.stdout.buffer
for path in sorted(glob.glob(sys.argv[1] + '/' + sys.argv[2] + '_*.json')):
    text = open(path, 'rb').read().rstrip(b'\r\n')
    # A mark at the start of the input belongs to it, in a line it is nothing.
    if b'\n' in text or b'\r' in text or not text.strip(b' \t') or text.startswith(b'\xef\xbb\xbf'):
        continue
    if not text.lstrip(b' \t').startswith(b'{'):
        text = b'{"v":' + text + b'}'
    out.write(text + b'\n{"sound":true}\n')
END
}

@test "JSONTestSuite: every y_ is accepted, byte for byte" {
    need_shared material/$suite
    lines y >"$BATS_TEST_TMPDIR/in"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/in")" -gt 180 ]
    check_output weir <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/in"
    check_stderr 3</dev/null
}

@test "JSONTestSuite: every n_ is rejected, and the line behind it is read" {
    need_shared material/$suite
    lines n >"$BATS_TEST_TMPDIR/in"
    local n=$(($(wc -l <"$BATS_TEST_TMPDIR/in") / 2))
    [ $n -gt 170 ]
    grep -a -x '{"sound":true}' "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/want"
    check_output weir -q --bad "$BATS_TEST_TMPDIR/bad" <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/bad")" = $n ]
    check_output weir -q --bad "$BATS_TEST_TMPDIR/again" 'count by sound' <"$BATS_TEST_TMPDIR/in" \
        3<<<"{\"sound\":true,\"count\":$n}"
}

@test "JSONTestSuite: each n_ file alone, as it is" {
    need_shared material/$suite
    local file
    for file in "$SHARED/material/$suite"/n_*.json; do
        # Nothing, or blanks alone, are blank lines.
        case ${file##*/} in *_no_data.json | n_single_space.json) continue ;; esac
        run_kept weir -q --bad "$BATS_TEST_TMPDIR/bad" <"$file"
        [ "$exit_status" = 0 ] && [ -s "$BATS_TEST_TMPDIR/bad" ] || failed "$file: status $exit_status" || return
        rm "$BATS_TEST_TMPDIR/bad"
    done
}

@test "JSONTestSuite: each i_ is taken or refused, without harm to the next" {
    need_shared material/$suite
    lines i >"$BATS_TEST_TMPDIR/in"
    run_kept weir -q --bad "$BATS_TEST_TMPDIR/bad" 'count by sound' <"$BATS_TEST_TMPDIR/in"
    [ "$exit_status" = 0 ]
    grep -q "^{\"sound\":true,\"count\":$(grep -a -c -x '{"sound":true}' "$BATS_TEST_TMPDIR/in")}$" "$stdout"
}

@test "nativejson: what must fail fails, what must pass passes" {
    need_shared material/json/nativejson/jsonchecker
    local file
    # fail01 is only no object or array; fail18 only deep, as JSON_checker counts.
    for file in "$SHARED"/material/json/nativejson/jsonchecker/fail*.json; do
        case ${file##*/} in fail01_* | fail18_*) continue ;; esac
        [ "$(grep -c . "$file")" = 1 ] || continue
        printf '{"v":%s}\n' "$(<"$file")" >"$BATS_TEST_TMPDIR/in"
        check_output -s 3 weir <"$BATS_TEST_TMPDIR/in" 3</dev/null || failed "$file" || return
    done
}

@test "utf8: the sequences of utf8tests are taken or refused as Python decodes them" {
    need_shared material/json/utf8/utf8tests.bin
    local to=$BATS_TEST_TMPDIR
    python3 - "$SHARED/material/json/utf8/utf8tests.bin" "$to" <<'END'
import sys
lines, good = [], []
for line in open(sys.argv[1], 'rb').read().split(b'\n'):
    text = b'{"v":"' + bytes(c for c in line if c >= 32 and c not in b'"\\') + b'"}\n'
    lines.append(text)
    try:
        text.decode()
        good.append(text)
    except UnicodeDecodeError:
        pass
assert 50 < len(good) < len(lines) - 50, (len(good), len(lines))
open(sys.argv[2] + '/in', 'wb').writelines(lines)
open(sys.argv[2] + '/want', 'wb').writelines(good)
END
    check_output -s 3 weir <"$to/in" 3<"$to/want"
}
