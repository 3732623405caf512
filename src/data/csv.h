// SPDX-License-Identifier: MIT
// Records of CSV (RFC 4180) and TSV (the IANA type, with its escapes \t \n \r \\).
//
// A CSV field in quotes may hold separators, newlines and quotes, doubled; a quote that is not the
// first byte of a field is a byte as any other. A record may thus span lines. Where a quote is not
// closed, only the line it stands in is lost: the next record begins at the next newline.
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "data/cuts.h"

struct csv {
    char separator;               // ',' or '\t'
    bool has_quotes;              // CSV; else TSV's escapes
    size_t max_record;            // the longest record, in bytes
};

enum csv_result {
    CSV_RECORD,                   // *used bytes were a record, its line's end among them
    CSV_BAD,                      // *used bytes were a line that begins none
    CSV_MORE,                     // the text ends inside a record; there may be more to come
};

// Cut the record at the beginning of `text`, which is not empty. It ends with a newline, or CR LF,
// or the text if that `is_end` of all there is. The result depends on the bytes alone, not on where
// a text that is not the end was cut.
enum csv_result csv_read(const struct csv *csv, struct str text, bool is_end, struct cuts *out,
                         size_t *used);

#endif
