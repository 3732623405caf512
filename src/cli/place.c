// SPDX-License-Identifier: MIT
#include "cli/place.h"

#include "aggs/agg.h"
#include "ops/stage.h"

#include <ctype.h>
#include <string.h>

// What a look from left to right has found out.
struct look {
    struct str text;
    size_t stage;                 // where the stage at the end begins
    int depth;                    // of open brackets in it
    bool is_text;                 // the end is inside of a text or a regex
    bool has_by;                  // its `by` has been
};

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '@';
}

// The word that ends at `end`.
static struct str word_before(struct str text, size_t end)
{
    size_t from = end;
    while (from && is_word_char(text.p[from - 1]))
        from--;
    return (struct str){text.p + from, end - from};
}

static size_t skip_space_back(struct str text, size_t from, size_t end)
{
    while (end > from && isspace((unsigned char)text.p[end - 1]))
        end--;
    return end;
}

// Does an operand have to follow this word?
static bool wants_operand(struct str word)
{
    static const char *const words[] = {"and", "or", "not", "in",    "by",   "per",   "on",
                                        "where", "as", "every", "within", "until", "for"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

static struct str first_word(struct str text, size_t from)
{
    while (from < text.n && isspace((unsigned char)text.p[from]))
        from++;
    size_t end = from;
    while (end < text.n && is_word_char(text.p[end]))
        end++;
    return (struct str){text.p + from, end - from};
}

// The clause whose keyword, or the last word of it, is `word`.
static const struct arg_syntax *clause_of(const struct syntax *stage, struct str word)
{
    for (const struct arg_syntax *arg = stage->args; arg->kind != ARG_END; arg++) {
        const char *last = arg->keyword ? strrchr(arg->keyword, ' ') : NULL;
        if (arg->keyword && str_is(word, last ? last + 1 : arg->keyword))
            return arg;
    }
    return NULL;
}

// Is what ends at `end` an operand, so that a slash would divide, and a word be a clause?
static bool is_operand_end(const struct look *l, size_t end)
{
    end = skip_space_back(l->text, l->stage, end);
    if (end == l->stage)
        return false;
    char c = l->text.p[end - 1];
    if (!is_word_char(c))
        return strchr(")]'\"`", c) != NULL;
    struct str word = word_before(l->text, end);
    struct str first = first_word(l->text, l->stage);
    const struct syntax *stage = syntax_find(stage_syntaxes(), first);
    bool is_name = stage && word.p == first.p, is_keyword = stage && clause_of(stage, word);
    return !is_name && !is_keyword && !wants_operand(word);
}

// Behind the text or regex that begins at i; beyond the end where it is not closed.
static size_t skip_quoted(struct str text, size_t i)
{
    char quote = text.p[i++];
    while (i < text.n && text.p[i] != quote)
        i += text.p[i] == '\\' ? 2 : 1;
    return i + 1;
}

// Does the stage begin with the name of a file?
static bool takes_file(struct str first_word)
{
    const struct syntax *stage = syntax_find(stage_syntaxes(), first_word);
    return stage && stage->args[0].kind == ARG_TEXT && !stage->args[0].keyword;
}

static bool is_regex_start(const struct look *l, size_t i)
{
    struct str first = first_word(l->text, l->stage);
    return l->text.p[i] == '/' && !takes_file(first) &&
           (!is_operand_end(l, i) || str_is(first, "parse"));
}

static void look_through(struct look *l)
{
    size_t i = 0;
    while (i < l->text.n) {
        char c = l->text.p[i];
        if (strchr("'\"`", c) || is_regex_start(l, i)) {
            i = skip_quoted(l->text, i);
            l->is_text = i > l->text.n;
            continue;
        }
        l->depth += (strchr("([{", c) != NULL) - (strchr(")]}", c) != NULL);
        i++;
        if (c == '|' && l->depth <= 0) {
            l->stage = i;
            l->depth = 0;
            l->has_by = false;
        } else if (c == ' ' && str_is(word_before(l->text, i - 1), "by")) {
            l->has_by = true;
        }
    }
}

// ---- what may stand there ----

static bool is_positional(const struct arg_syntax *arg)
{
    return arg->kind != ARG_END && !arg->keyword;
}

static void want_argument(struct place *place, const struct arg_syntax *arg)
{
    switch (arg->kind) {
    case ARG_CHOICE:
        place->wants |= PLACE_CHOICE;
        place->choices = arg->choices;
        break;
    case ARG_TEXT:
        place->wants |= arg->keyword ? PLACE_ZONE : PLACE_FILE;
        break;
    case ARG_AGGS:
        place->wants |= PLACE_AGGREGATE;
        break;
    case ARG_END:
    case ARG_COUNT:
    case ARG_PERCENT:
    case ARG_DURATION:
    case ARG_SIGNED_DURATION:
    case ARG_STEP:
    case ARG_REGEX:
    case ARG_FORMAT:
        break;
    case ARG_EXPR:
    case ARG_PAIR:
    case ARG_EXPRS:
    case ARG_ITEMS:
    case ARG_ASSIGNS:
    case ARG_PATH:
    case ARG_PATHS:
    case ARG_RENAMES:
    case ARG_SORT_KEYS:
        place->wants |= PLACE_OPERAND;
        break;
    }
}

// Of a stage, where an argument of it begins: behind a keyword, or the positional one.
static void want_of_stage(struct place *place, struct str last_word)
{
    const struct syntax *stage = place->stage;
    const struct arg_syntax *clause = clause_of(stage, last_word);
    if (clause) {
        want_argument(place, clause);
    } else if (syntax_find(stage_syntaxes(), last_word) == stage) {
        for (const struct arg_syntax *arg = stage->args; is_positional(arg); arg++)
            want_argument(place, arg);
        if (place->choices || !is_positional(stage->args))
            place->wants |= PLACE_CLAUSE;
    } else {
        place->wants |= PLACE_OPERAND;
    }
}

// A stage without a name: a condition, or aggregates.
static void find_unnamed(struct place *place, const struct look *l, bool is_behind_operand)
{
    struct str word = first_word(l->text, l->stage);
    size_t behind = (size_t)(word.p + word.n - l->text.p);
    const char *rest = l->text.p + behind;
    size_t n = l->text.n - behind;
    while (n && *rest == ' ')
        rest++, n--;
    bool is_named = n > 1 && *rest == '=' && rest[1] != '=' && rest[1] != '~';
    if (is_named || agg_find(word)) {
        place->stage = syntax_find(stage_syntaxes(), STR("aggregate"));
        if (!is_behind_operand)
            place->wants = PLACE_OPERAND | (l->has_by || l->depth > 0 ? 0 : PLACE_AGGREGATE);
        return;
    }
    place->stage = syntax_find(stage_syntaxes(), STR("filter"));
    if (!is_behind_operand)
        place->wants = PLACE_OPERAND;
}

static void find_inside(struct place *place, const struct look *l, size_t token_at)
{
    bool is_behind_operand = l->depth <= 0 && is_operand_end(l, token_at);
    struct str first = first_word(l->text, l->stage);
    place->stage = syntax_find(stage_syntaxes(), first);
    if (!place->stage) {
        find_unnamed(place, l, is_behind_operand);
    } else if (l->depth > 0) {
        place->wants = PLACE_OPERAND;
    } else if (!is_behind_operand) {
        size_t end = skip_space_back(l->text, l->stage, token_at);
        want_of_stage(place, word_before(l->text, end));
        bool is_aggregate = str_is(STR("aggregate"), place->stage->name);
        if (is_aggregate && !l->has_by)
            place->wants |= PLACE_AGGREGATE;
    }
    if (is_behind_operand)
        place->wants |= PLACE_CLAUSE;
}

// The unfinished word: of a file or a time zone all from the last blank on.
static struct str token_of(const struct look *l)
{
    struct str text = l->text, token = word_before(text, text.n);
    size_t from = text.n;
    while (from > l->stage && !isspace((unsigned char)text.p[from - 1]))
        from--;
    struct str last = word_before(text, skip_space_back(text, l->stage, from));
    bool is_first = last.n && last.p == first_word(text, l->stage).p;
    if (str_is(last, "tz") || (is_first && takes_file(last)))
        return (struct str){text.p + from, text.n - from};
    return token;
}

void place_find(struct place *place, struct str text)
{
    struct look l = {.text = text};
    look_through(&l);
    *place = (struct place){.token = token_of(&l), .before = {text.p, l.stage}};
    if (place->before.n)
        place->before.n--;        // the bar
    if (l.is_text)
        return;
    size_t token_at = text.n - place->token.n;
    if (place->token.n && isdigit((unsigned char)*place->token.p))
        return;
    if (skip_space_back(text, l.stage, token_at) == l.stage)
        place->wants = PLACE_STAGE | PLACE_AGGREGATE | PLACE_OPERAND;
    else
        find_inside(place, &l, token_at);
}
