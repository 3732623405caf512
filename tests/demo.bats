# SPDX-License-Identifier: MIT
# The demonstration of the README runs and shows what it promises.
load helpers

@test "demo: three pipelines over the sample events" {
    check_output "$PROJECT/tests/demo/demo.sh" "$WEIR" 3<<'OUT'
# Which requests took longer than four seconds, and whose were they?
$ weir 'filter latency_ms > 4000' 'project ts, service, status, path, user.id' <tests/demo/access.ndjson
{"ts":"2026-03-02T09:16:07.645Z","service":"checkout","status":503,"path":"/checkout","id":"u149"}
{"ts":"2026-03-02T09:16:11.717Z","service":"checkout","status":504,"path":"/checkout","id":"u261"}
{"ts":"2026-03-02T09:16:17.141Z","service":"checkout","status":503,"path":"/checkout","id":"u219"}
{"ts":"2026-03-02T09:16:24.892Z","service":"checkout","status":503,"path":"/checkout","id":"u177"}
{"ts":"2026-03-02T09:16:40.696Z","service":"checkout","status":500,"path":"/checkout/pay","id":"u205"}
{"ts":"2026-03-02T09:17:20.504Z","service":"checkout","status":503,"path":"/checkout/status","id":"u191"}

# In which minutes did which service fail, and how often? (some events come late)
$ weir 'window 1m' 'aggregate requests = count(), errors = count() where status >= 500, slowest = max(latency_ms) by service' 'filter errors > 0' <tests/demo/access.ndjson
{"window_start":"2026-03-02T09:14:00Z","window_end":"2026-03-02T09:15:00Z","service":"web","requests":17,"errors":1,"slowest":70.3}
{"window_start":"2026-03-02T09:16:00Z","window_end":"2026-03-02T09:17:00Z","service":"cart","requests":9,"errors":2,"slowest":1579}
{"window_start":"2026-03-02T09:16:00Z","window_end":"2026-03-02T09:17:00Z","service":"checkout","requests":10,"errors":8,"slowest":4944}
{"window_start":"2026-03-02T09:17:00Z","window_end":"2026-03-02T09:18:00Z","service":"cart","requests":15,"errors":3,"slowest":1946}
{"window_start":"2026-03-02T09:17:00Z","window_end":"2026-03-02T09:18:00Z","service":"checkout","requests":4,"errors":2,"slowest":4319}
{"window_start":"2026-03-02T09:17:00Z","window_end":"2026-03-02T09:18:00Z","service":"auth","requests":4,"errors":1,"slowest":71.8}
{"window_start":"2026-03-02T09:18:00Z","window_end":"2026-03-02T09:19:00Z","service":"checkout","requests":11,"errors":1,"slowest":167.5}

# The last three server errors, in seconds, without what need not be seen
$ weir 'filter status >= 500' 'set seconds = latency_ms / 1000' 'drop latency_ms, bytes, user' 'tail 3' <tests/demo/access.ndjson
{"ts":"2026-03-02T09:17:30.299Z","level":"error","service":"cart","method":"DELETE","path":"/cart/items/2","status":502,"seconds":1.518}
{"ts":"2026-03-02T09:17:47.870Z","level":"error","service":"auth","method":"POST","path":"/token","status":500,"seconds":0.0209}
{"ts":"2026-03-02T09:18:44.550Z","level":"error","service":"checkout","method":"GET","path":"/checkout/status","status":500,"seconds":0.1043}

OUT
}
