# SPDX-License-Identifier: MIT
# Functions of addresses, hashes and identifiers.
load helpers
load exprs

@test "ip_in: IPv4" {
    a='{"ip":"10.1.2.3"}'
    gives 'ip_in(ip, "10.0.0.0/8")' true "$a"
    gives 'ip_in(ip, "10.1.2.3")' true "$a"
    gives 'ip_in(ip, "10.1.2.4/30")' false "$a"
    gives 'ip_in(ip, "10.1.2.1/30")' true "$a"
    gives 'ip_in(ip, "0.0.0.0/0")' true "$a"
    gives 'ip_in(ip, "10.1.2.3/32")' true "$a"
    gives 'ip_in(ip, "192.168.0.0/16", "10.1.0.0/16")' true "$a"
    gives 'ip_in(ip, ["192.168.0.0/16", "10.1.0.0/16"], "::1")' true "$a"
    gives 'ip_in(ip, "192.168.0.0/16", "172.16.0.0/12")' false "$a"
    gives 'ip_in(ip, [])' false "$a"
}

@test "ip_in: IPv6, and IPv4 mapped into it" {
    gives 'ip_in(ip, "2001:db8::/32")' true '{"ip":"2001:DB8::1"}'
    gives 'ip_in(ip, "2001:db8::/33")' false '{"ip":"2001:db8:8000::1"}'
    gives 'ip_in(ip, "2001:db8::1")' true '{"ip":"2001:db8:0:0:0:0:0:1"}'
    gives 'ip_in(ip, "fe80::/10")' true '{"ip":"fe80::1%eth0"}'
    gives 'ip_in(ip, "::/0")' true '{"ip":"::1"}'
    gives 'ip_in(ip, "10.0.0.0/8")' true '{"ip":"::ffff:10.1.2.3"}'
    gives 'ip_in(ip, "10.0.0.0/8")' true '{"ip":"::ffff:a01:203"}'
    gives 'ip_in(ip, "::ffff:10.0.0.0/104")' true '{"ip":"10.1.2.3"}'
    gives 'ip_in(ip, "::/0")' false '{"ip":"10.1.2.3"}'
    gives 'ip_in(ip, "0.0.0.0/0")' false '{"ip":"::1"}'
    gives 'ip_in(ip, "::/128")' false '{"ip":"::1"}'
}

@test "ip_in: networks from the event" {
    gives 'ip_in(ip, n)' true '{"ip":"10.1.2.3","n":"10.0.0.0/8"}'
    gives 'ip_in(ip, "::1", n)' true '{"ip":"10.1.2.3","n":["1.0.0.0/8","10.0.0.0/8"]}'
    gives 'ip_in(ip, n)' null '{"ip":"10.1.2.3","n":null}'
    errs 'ip_in(ip, n)' '"10.0.0.0/33" is not a network, or a list of networks' '{"ip":"10.1.2.3","n":"10.0.0.0/33"}'
    errs 'ip_in(ip, n)' '["::1",7] is not a network, or a list of networks' '{"ip":"10.1.2.3","n":["::1",7]}'
    gives 'ip_in(ip, n)' true '{"ip":"1.2.3.4","n":["1.2.3.\u0034"]}'
}

@test "ip_in: what is no address" {
    gives 'ip_in(ip, "::1")' null '{"ip":null}'
    gives 'ip_in(ip, "::1")' null
    for ip in '' 10.1.2 10.1.2.3.4 10.1.2.256 10.01.2.3 ' 10.1.2.3' 10.1.2.3/8 0x0a.1.2.3 ::1::2 1:2:3 'fe80::1%' 'fe80::1%a/8' 'fe80::1% ' \
        '::1\u0000' '\ud800' 12345::1 ::ffff:10.1.2.300 localhost; do
        errs 'ip_in(ip, "::1")' "\"$ip\" is not an IP address" "{\"ip\":\"$ip\"}"
    done
    errs 'ip_in(ip, "::1")' '1 is not a text' '{"ip":1}'
}

@test "ip_in: a wrong network is shown" {
    check_error 2 weir 'filter ip_in(ip, "10.0.0.0/8", "10.0.0/8")' 3<<'ERR'
weir: '10.0.0/8' is not a network
  filter ip_in(ip, "10.0.0.0/8", "10.0.0/8")
                                 ^~~~~~~~~~
networks are written as 10.0.0.0/8, 2001:db8::/32, or as one address
ERR
    for n in 10.0.0.0/ 10.0.0.0/33 10.0.0.0/08 10.0.0.0/-1 ::/129 '' /8 10.0.0.0/8/8 ::1%; do
        run -2 weir "filter ip_in(ip, \"$n\")"
        [[ $output == *"'$n' is not a network"* ]]
    done
    check_error 2 weir 'filter ip_in(ip, ["::1", 5])' 3<<'ERR'
weir: this list holds something that is not a text
  filter ip_in(ip, ["::1", 5])
                   ^~~~~~~~~~
networks are written as 10.0.0.0/8, 2001:db8::/32, or as one address
ERR
}

@test "ip_in: as Python's ipaddress has it" {
    command -v python3 >/dev/null || skip "no python3 here"
    python3 - >"$BATS_TEST_TMPDIR/in" <<'PY'
import ipaddress, json, random
rng = random.Random(7)
for i in range(4000):
    six = i % 2
    bits = 128 if six else 32
    cls = ipaddress.IPv6Address if six else ipaddress.IPv4Address
    a = rng.getrandbits(bits) | (1 << 127 if six else 0)
    length = rng.randrange(bits + 1)
    n = a ^ (rng.getrandbits(bits) >> rng.randrange(bits)) | (1 << 127 if six else 0)
    net = f'{cls(n)}/{length}'
    print(json.dumps({'ip': str(cls(a)), 'net': net, 'want': cls(a) in ipaddress.ip_network(net, strict=False)}))
PY
    run -0 weir 'filter ip_in(ip, net) != want' <"$BATS_TEST_TMPDIR/in"
    [ -z "$output" ]
    run -0 weir 'aggregate yes = count() where want, no = count() where not want | filter yes > 500 and no > 500' \
        <"$BATS_TEST_TMPDIR/in"
    [ -n "$output" ]
}

@test "hash_hex: XXH3 of the bytes of a text" {
    gives 'hash_hex(x)' '"2d06800538d394c2"' '{"x":""}'
    gives 'hash_hex(x)' '"9dc02546854d5df1"' '{"x":"u1"}'
    gives 'hash_hex(x)' '"9dc02546854d5df1"' '{"x":"\u00751"}'
    gives 'hash_hex(x)' null '{"x":null}'
    gives 'hash_hex(x)' null
}

@test "hash: equal values have equal hashes, whatever their spelling" {
    gives '[hash(a) == hash(b), hash(a) == hash(c), hash(a) == hash(1)]' '[true,true,true]' '{"a":1,"b":1.0,"c":1e0}'
    gives 'hash(a) == hash(b)' true '{"a":0,"b":-0.0}'
    gives 'hash(a) == hash(b)' true '{"a":9223372036854775808,"b":9223372036854775808.0}'
    gives 'hash(a) == hash(b)' true '{"a":1000000000000000000000,"b":1e21}'
    gives 'hash(a) == hash(b)' false '{"a":9007199254740993,"b":9007199254740992.0}'
    gives 'hash(a) == hash(b)' true '{"a":[1,{"x":1,"y":[]}],"b":[1.0,{"y":[],"x":1e0}]}'
    gives 'hash(a) == hash(b)' true '{"a":"\u00e9","b":"é"}'
    gives 'hash(time(a)) == hash(time(b))' true '{"a":"2026-01-01T00:00:00Z","b":"2026-01-01T01:00:00+01:00"}'
    gives 'hash(1m) == hash(60s)' true
    gives 'hash(a) == hash(b)' false '{"a":"a","b":"b"}'
    gives 'hash(a) == hash(b)' false '{"a":"\ud800","b":"\ud801"}'
    gives 'hash(a) == hash(b)' false '{"a":"x","b":"x\u0000"}'
    gives 'hash(a) == hash(b)' false '{"a":true,"b":false}'
    gives 'type(hash([]))' '"int"'
    gives 'type(hash(a))' '"int"' '{"a":{}}'
}

@test "hash: shards are even, and never negative" {
    seq 1 4000 | sed 's/.*/{"u":"user-&"}/' >"$BATS_TEST_TMPDIR/in"
    check_output weir 'aggregate count() by shard = hash(u) % 4 | filter count > 900 and count < 1100 and shard >= 0 | count' \
        <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"count":4}
OUT
}

@test "uuid_time" {
    gives 'uuid_time(x)' '"2022-02-22T19:22:22Z"' '{"x":"017F22E2-79B0-7CC3-98C4-DC0C0C07398F"}'
    gives 'uuid_time(x)' '"2022-02-22T19:22:22Z"' '{"x":"C232AB00-9414-11EC-B3C8-9F6BDECED846"}'
    gives 'uuid_time(x)' '"2022-02-22T19:22:22Z"' '{"x":"1EC9414C-232A-6B00-B3C8-9F6BDECED846"}'
    gives 'uuid_time(x)' '"2022-02-22T19:22:22Z"' '{"x":"017f22e279b07cc398c4dc0c0c07398f"}'
    gives 'uuid_time(x)' '"2016-07-30T23:54:10.259Z"' '{"x":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}'
    gives 'uuid_time(x)' '"2016-07-30T23:54:10.259Z"' '{"x":"01arz3ndektsv4rrffq69g5fav"}'
    gives 'uuid_time(x)' '"1582-10-15T00:00:00Z"' '{"x":"00000000-0000-1000-8000-000000000000"}'
    gives 'uuid_time(x)' null '{"x":"919108f7-52d1-4320-9bac-f847db4148a8"}'
    gives 'uuid_time(x)' null '{"x":"00000000-0000-0000-0000-000000000000"}'
    gives 'uuid_time(x)' null '{"x":null}'
    for x in '' 919108f7 017F22E2-79B0-7CC3-98C4-DC0C0C07398 017F22E2_79B0-7CC3-98C4-DC0C0C07398F 01ARZ3NDEKTSV4RRFFQ69G5FAU \
        81ARZ3NDEKTSV4RRFFQ69G5FAV '01ARZ3NDEKTSV4RRFFQ69G5FA\u0000' '\ud800'; do
        errs 'uuid_time(x)' "\"$x\" is not a UUID" "{\"x\":\"$x\"}"
    done
    errs 'uuid_time(x)' '"ffffffff-ffff-7cc3-98c4-dc0c0c07398f" has a time beyond the year 9999' \
        '{"x":"ffffffff-ffff-7cc3-98c4-dc0c0c07398f"}'
    errs 'uuid_time(x)' '1 is not a text' '{"x":1}'
}
