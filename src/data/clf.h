// SPDX-License-Identifier: MIT
// The Common Log Format of web servers, and the Combined one, which adds referer and agent:
//
//     127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "http://x/" "y"
//
// `-` is null; the time becomes RFC 3339 with the offset it has. In quotes, \" and \\ are decoded;
// other escapes (\xhh) stay. A request that is not METHOD PATH PROTOCOL is a path as far as it is
// neither of the others. What stands behind the agent is ignored.
#ifndef DATA_CLF_H
#define DATA_CLF_H

#include "data/cuts.h"

enum { CLF_FIELDS = 11 };
extern const char *const clf_names[CLF_FIELDS];

// Cut a line into CLF_FIELDS fields; referer and agent are null in the Common Log Format. False
// where the line is of neither.
bool clf_read(struct str line, struct cuts *out);

#endif
