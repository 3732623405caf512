// SPDX-License-Identifier: MIT
#include "lang/foreign.h"

#include <stdbool.h>
#include <stddef.h>

struct foreign {
    const char *word, *advice;
};

#define RUNNING_SUM "write window global emit every 1 rows | sum(x) by KEY"

// jq, awk and the shell's tools, SQL, Miller, PromQL, Flink's table functions, and the query
// languages of log stores (SPL, KQL).
static const struct foreign stages[] = {
    {"select", "write project a, b; aggregates stand alone: count() by KEY"},
    {"from", "the input is standard input, or -i FILE; fields are kept by: project a, b"},
    {"group", "write an aggregate and its keys: count by KEY"},
    {"order", "write sort EXPR desc"},
    {"limit", "write head N"},
    {"take", "write head N"},
    {"having", "write filter EXPR below the aggregate: count by a | filter count > 5"},
    {"with", "write set NAME = EXPR"},
    {"insert", "write -o FILE to write to a file"},
    {"grep", "write filter FIELD =~ /regex/, or /regex/ alone for the whole line"},
    {"sed", "write set NAME = replace(FIELD, /regex/, \"text\")"},
    {"awk", "write filter EXPR, set NAME = EXPR or project a, b"},
    {"print", "rows that reach the end are written; to keep some fields: project a, b"},
    {"cut", "write project a, b"},
    {"uniq", "write changed FIELD for neighbours, dedup by FIELD for all rows"},
    {"unique", "write dedup by FIELD, or count by FIELD"},
    {"distinct", "write dedup by FIELD, or count by FIELD"},
    {"wc", "write count"},
    {"if", "write filter EXPR, or set NAME = if(condition, a, b)"},
    {"reduce", "write an aggregate: sum(x) by KEY"},
    {"foreach", "write unnest PATH for an event of each element"},
    {"del", "write drop FIELD"},
    {"delete", "write drop FIELD"},
    {"put", "write set NAME = EXPR"},
    {"let", "write set NAME = EXPR"},
    {"eval", "write set NAME = EXPR"},
    {"extend", "write set NAME = EXPR"},
    {"mutate", "write set NAME = EXPR"},
    {"fields", "write project a, b"},
    {"keep", "write project a, b"},
    {"table", "write project a, b; --to table for a table"},
    {"stats", "write the aggregates alone: count(), avg(x) by KEY"},
    {"stats1", "write the aggregates alone: count(), avg(x) by KEY"},
    {"summarize", "write the aggregates alone: count(), avg(x) by KEY"},
    {"summarise", "write the aggregates alone: count(), avg(x) by KEY"},
    {"timechart", "write window 1m | count by KEY"},
    {"step", "write set NAME = delta(x) by KEY, or prev(x), ewma(x, 1m)"},
    {"lag", "write set NAME = prev(x) by KEY"},
    {"nest", "write unnest PATH"},
    {"explode", "write unnest PATH"},
    {"flatten", "write unnest PATH for arrays, or set NAME = flatten(FIELD) for objects"},
    {"tumble", "write window 1m"},
    {"hop", "write window 5m every 1m"},
    {"session", "write window session 30s"},
    {"sliding", "write window sliding 30s"},
    {"alert", "to run a command for each row: exec 'COMMAND'"},
    {"join", "to add the columns of a table by a key: enrich FILE on KEY"},
    {"left", "to add the columns of a table by a key: enrich FILE on KEY"},
    {"lookup", "to add the columns of a table by a key: enrich FILE on KEY"},
    {"cat", "rows that reach the end are written; no stage is needed for it"},
    {NULL, NULL},
};

static const struct foreign calls[] = {
    {"select", "to keep events write filter EXPR; to keep fields, project a, b"},
    {"map", "no function takes an expression; 'unnest PATH' makes an event of each element"},
    {"group_by", "write an aggregate and its keys: count by KEY"},
    {"sort_by", "write the stage sort EXPR"},
    {"unique_by", "write the stage dedup by KEY"},
    {"del", "write the stage drop FIELD"},
    {"to_entries", "there are keys(x) and values(x)"},
    {"with_entries", "there are keys(x) and values(x)"},
    {"tonumber", "write float(x), or int(x)"},
    {"tostring", "write str(x)"},
    {"to_number", "write float(x), or int(x)"},
    {"to_string", "write str(x)"},
    {"cast", "write str(x), int(x), float(x) or time(x)"},
    {"length", "write len(x)"},
    {"strlen", "write len(x)"},
    {"char_length", "write len(x)"},
    {"size", "write len(x)"},
    {"tolower", "write lower(x)"},
    {"ascii_downcase", "write lower(x)"},
    {"lcase", "write lower(x)"},
    {"toupper", "write upper(x)"},
    {"ascii_upcase", "write upper(x)"},
    {"ucase", "write upper(x)"},
    {"concat", "write a + b"},
    {"test", "write FIELD =~ /regex/"},
    {"match", "write FIELD =~ /regex/"},
    {"regexp_like", "write FIELD =~ /regex/"},
    {"gsub", "write replace(text, /regex/, \"text\")"},
    {"sub", "write replace(text, /regex/, \"text\")"},
    {"regexp_replace", "write replace(text, /regex/, \"text\")"},
    {"regexp_extract", "write extract(text, /regex/)"},
    {"substring", "write substr(text, from, length)"},
    {"index", "write contains(text, part)"},
    {"indexof", "write contains(text, part)"},
    {"ifnull", "write a ?? b"},
    {"isnull", "write x == null"},
    {"nvl", "write a ?? b"},
    {"nullif", "write if(a == b, null, a)"},
    {"iff", "write if(condition, a, b)"},
    {"iif", "write if(condition, a, b)"},
    {"mod", "write a % b"},
    {"power", "write pow(x, y)"},
    {"mean", "write avg(x)"},
    {"average", "write avg(x)"},
    {"percentile", "write quantile(x, 0.95), or p95(x)"},
    {"percentile_cont", "write quantile(x, 0.95), or p95(x)"},
    {"percentiles", "write p50(x), p95(x), or quantile(x, 0.95)"},
    {"histogram_quantile", "write quantile(x, 0.95), or p95(x)"},
    {"stdev", "write stddev(x)"},
    {"std", "write stddev(x)"},
    {"var", "write variance(x)"},
    {"count_distinct", "write distinct(x)"},
    {"dcount", "write approx_distinct(x)"},
    {"approx_count_distinct", "write approx_distinct(x)"},
    {"countif", "write count() where EXPR"},
    {"sumif", "write sum(x) where EXPR"},
    {"first_value", "write first(x)"},
    {"last_value", "write last(x)"},
    {"array_agg", "write collect(x)"},
    {"string_agg", "write collect(x), then join(collect_x, \",\")"},
    {"lag", "write prev(x) by KEY"},
    {"cumsum", RUNNING_SUM},
    {"running_sum", RUNNING_SUM},
    {"increase", "write delta(x) by KEY"},
    {"deriv", "write rate(x) by KEY"},
    {"irate", "write rate(x) by KEY"},
    {"date_trunc", "write truncate(t, 1h)"},
    {"bin", "write truncate(t, 1h), or bucket(x, step)"},
    {"to_timestamp", "write time(x)"},
    {"timestamp", "write time(x)"},
    {"strptime", "write time(x, format)"},
    {"fromdate", "write time(x)"},
    {"strftime", "write format_time(t, format)"},
    {"current_timestamp", "write now()"},
    {"tumble", "write a stage above: window 1m | count by KEY"},
    {"hop", "write a stage above: window 5m every 1m | count by KEY"},
    {"session", "write a stage above: window session 30s | count by KEY"},
    {"cumulate", "write a stage above: window cumulative 1d every 1h | count by KEY"},
    {"sum_over_time", "write window 5m | sum(x) by KEY"},
    {"avg_over_time", "write window 5m | avg(x) by KEY"},
    {NULL, NULL},
};

// Behind something complete, and comparing it.
static const struct foreign compares[] = {
    {"is", "write '== null' or '!= null'"},
    {"isnull", "write '== null'"},
    {"like", "write '=~ /regex/', or starts_with(text, start)"},
    {"ilike", "write '=~ /regex/i'"},
    {"rlike", "write '=~ /regex/'"},
    {"regexp", "write '=~ /regex/'"},
    {"matches", "write '=~ /regex/'"},
    {"contains", "write contains(text, part)"},
    {"startswith", "write starts_with(text, start)"},
    {"between", "write 'x >= low and x <= high'"},
    {NULL, NULL},
};

static const struct foreign clauses[] = {
    {"as", "a name stands first: NAME = EXPR"},
    {"and", "write 'and', in small letters"},
    {"or", "write 'or', in small letters"},
    {"not", "write not (...), !~ or not in, in small letters"},
    {"in", "write 'in', in small letters"},
    {"xor", "write '!='"},
    {"eq", "write '=='"},
    {"ne", "write '!='"},
    {"gt", "write '>'"},
    {"ge", "write '>='"},
    {"lt", "write '<'"},
    {"le", "write '<='"},
    {"then", "write if(condition, a, b)"},
    {"when", "write if(condition, a, b)"},
    {"else", "write if(condition, a, b)"},
    {"from", "the input is standard input, or -i FILE"},
    {"where", "write a stage before this one: filter EXPR | ..."},
    {"having", "write a stage below: ... | filter EXPR"},
    {"group", "write 'by KEY' behind an aggregate: count by KEY"},
    {"partition", "write 'by KEY' behind the call"},
    {"over", "write prev(x) by KEY, or rows of a window: window 1m | count by KEY"},
    {"order", "write a stage below: ... | sort EXPR desc"},
    {"limit", "write a stage below: ... | head N"},
    {"offset", "there is no such clause; for the last rows write tail N"},
    {"slide", "write 'every'"},
    {"advance", "write 'every'"},
    {"tumble", "write window 1m"},
    {"hop", "write window 5m every 1m"},
    {NULL, NULL},
};

// Behind a number.
static const struct foreign units[] = {
    {"ms", "a duration is written in one word: 250ms"},
    {"s", "a duration is written in one word: 30s"},
    {"m", "a duration is written in one word: 5m"},
    {"h", "a duration is written in one word: 1h"},
    {"d", "a duration is written in one word: 7d"},
    {"second", "a duration is written 30s"},
    {"seconds", "a duration is written 30s"},
    {"minute", "a duration is written 5m"},
    {"minutes", "a duration is written 5m"},
    {"hour", "a duration is written 1h"},
    {"hours", "a duration is written 1h"},
    {"day", "a duration is written 1d"},
    {"days", "a duration is written 1d"},
    {NULL, NULL},
};

static const struct foreign befores[] = {
    {"not", "write 'not', in small letters"},
    {"interval", "a duration is written 5m"},
    {"distinct", "write distinct(x)"},
    {"case", "write if(condition, a, b)"},
    {"exists", "write exists(FIELD)"},
    {"r", "a regex is written /regex/"},
    {NULL, NULL},
};

// Before a duration.
static const struct foreign lengths[] = {
    {"every", "a window is a stage of its own, above: window 1m | count by KEY"},
    {"window", "a window is a stage of its own, above: window 1m | count by KEY"},
    {NULL, NULL},
};

static bool same_word(struct str word, const char *name)
{
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (c != name[i])         // also at the end of the name, which is shorter then
            return false;
    }
    return !name[word.n];
}

const char *foreign_advice(enum foreign_place place, struct str word)
{
    static const struct foreign *const tables[] = {
        [FOREIGN_STAGE] = stages,
        [FOREIGN_CALL] = calls,
        [FOREIGN_COMPARE] = compares,
        [FOREIGN_CLAUSE] = clauses,
        [FOREIGN_UNIT] = units,
        [FOREIGN_LENGTH] = lengths,
        [FOREIGN_BEFORE] = befores,
    };
    for (const struct foreign *f = tables[place]; f->word; f++)
        if (same_word(word, f->word))
            return f->advice;
    return NULL;
}
