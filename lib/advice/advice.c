/* The driver: facts, label review, rules, cards. */
#include "advice/advice.h"

#include <math.h>
#include <string.h>

double ps_card_value(const PsCard *card, const char *name)
{
    for (int i = 0; i < card->evidence_count; i++) {
        if (strcmp(card->evidence[i].name, name) == 0) return card->evidence[i].value;
    }
    return NAN;
}

static void take_labels(const PsSearch *search, PsAdvice *advice)
{
    const PsReview *review = &search->review;
    size_t count = 0, at = 0;
    for (int kind = 0; kind < PS_LABEL_KINDS; kind++) {
        count += PS_BUF_COUNT(&review->lists[kind], PsLabelIssue);
    }
    advice->labels = PS_ARRAY(advice->arena, PsLabelIssue, count);
    for (int kind = 0; kind < PS_LABEL_KINDS; kind++) {
        size_t here = PS_BUF_COUNT(&review->lists[kind], PsLabelIssue);
        memcpy(advice->labels + at, review->lists[kind].data, here * sizeof *advice->labels);
        at += here;
    }
    advice->label_count = (int)count;
    advice->sure_score = review->sure_score;
}

static void take_checks(const PsSearch *search, PsAdvice *advice)
{
    advice->unchecked_count = (int)PS_BUF_COUNT(&search->unchecked, PsUnchecked);
    advice->unchecked =
        ps_arena_copy(advice->arena, search->unchecked.data, search->unchecked.length);
    advice->checked = PS_ARRAY(advice->arena, const char *, ps_rule_count);
    for (int r = 0; r < ps_rule_count; r++) {
        if (!search->unable[r]) advice->checked[advice->checked_count++] = ps_rules[r].id;
    }
    advice->test_count = search->test_count;
}

static bool check_input(const PsAdviceInput *input, PsError *error)
{
    if (input->permutations >= 0 && input->resamples >= 0) return true;
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "0 or more", "%d permutations, %d resamples",
                   input->permutations, input->resamples);
}

PsAdvice *ps_advise(const PsAdviceInput *input, PsError *error)
{
    if (!check_input(input, error)) return NULL;
    PsArena *arena = ps_arena_new(), *scratch = ps_arena_new();
    PsAdvice *advice = PS_NEW(arena, PsAdvice);
    advice->arena = arena;
    PsSearch search = {.facts = ps_facts_new(input, scratch),
                       .arena = arena,
                       .scratch = scratch,
                       .drafts = PS_BUF,
                       .swaps = PS_BUF,
                       .unchecked = PS_BUF,
                       .unable = PS_ARRAY(scratch, bool, ps_rule_count)};
    ps_review(search.facts, &search.review, arena);
    for (search.rule = 0; search.rule < ps_rule_count; search.rule++) {
        ps_rules[search.rule].find(&search);
    }
    ps_make_cards(&search, advice);
    take_labels(&search, advice);
    take_checks(&search, advice);
    ps_review_free(&search.review);
    ps_buf_free(&search.drafts);
    ps_buf_free(&search.swaps);
    ps_buf_free(&search.unchecked);
    ps_arena_free(scratch);
    return advice;
}

void ps_advice_free(PsAdvice *advice)
{
    if (advice) ps_arena_free(advice->arena);
}
