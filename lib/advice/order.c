/* From drafts to cards: tests are read together, what is not worth a card goes, the rest is ordered
   by what it would bring. */
#include "advice/advice.h"

#include "base/statistics.h"
#include "explore/groups.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPEN = 8, MOST_OF_RULE = 2, SUPPORT = 20 };
static const double FAMILY = 0.10, SURE = 0.01, WORTH_HIGH = 0.02, WORTH_MEDIUM = 0.005;

/* ---- reading the tests ---- */

static void read_tests(PsSearch *search)
{
    PsDraft *drafts = PS_BUF_ITEMS(&search->drafts, PsDraft);
    PsSwap *swaps = PS_BUF_ITEMS(&search->swaps, PsSwap);
    int count = (int)PS_BUF_COUNT(&search->drafts, PsDraft), tests = 0;
    double *p = PS_ARRAY(search->scratch, double, count),
           *q = PS_ARRAY(search->scratch, double, count);
    ps_swap_all(search->facts, swaps, (int)PS_BUF_COUNT(&search->swaps, PsSwap));
    for (int i = 0; i < count; i++) {
        if (drafts[i].swap >= 0) drafts[i].card.p = ps_reach_p(&swaps[drafts[i].swap].reach);
        if (!isnan(drafts[i].card.p)) p[tests++] = drafts[i].card.p;
    }
    ps_false_discovery(p, tests, q);
    for (int i = 0, t = 0; i < count; i++) {
        if (isnan(drafts[i].card.p)) continue;
        drafts[i].card.q = q[t++];
        if (!(drafts[i].card.q <= FAMILY)) drafts[i].fires = false;
    }
    search->test_count = tests;
}

/* The chance that nothing is behind it; NaN: there is no test. */
static double chance_of(const PsDraft *draft)
{
    return isnan(draft->card.q) ? draft->guard_p : draft->card.q;
}

/* The gain, the less the more it may be chance; what was counted and not tested is sure. */
static double worth_of(const PsDraft *draft)
{
    double chance = chance_of(draft), gain = draft->card.gain;
    if (isnan(gain)) return 0;
    if (draft->fixed) return gain;
    return gain * (isnan(chance) ? 0.4 : chance <= SURE ? 1 : 0.7);
}

static PsSeverity severity_of(const PsDraft *draft)
{
    if (draft->fixed) return draft->card.severity;
    if (ps_rules[draft->rule].class_of_rule == PS_RULE_VALIDITY) return PS_VALIDITY;
    if (draft->worth < WORTH_MEDIUM) return PS_LOOK;
    bool tested = ps_rules[draft->rule].class_of_rule == PS_RULE_TESTED;
    return tested && !isnan(chance_of(draft)) && draft->worth >= WORTH_HIGH ? PS_HIGH : PS_MEDIUM;
}

/* All are judged before any is taken back: rules speak for one another. */
static void judge(PsSearch *search)
{
    PsDraft *drafts = PS_BUF_ITEMS(&search->drafts, PsDraft);
    size_t count = PS_BUF_COUNT(&search->drafts, PsDraft);
    bool *back = PS_ARRAY(search->scratch, bool, count);
    for (size_t i = 0; i < count; i++) {
        back[i] = drafts[i].fires && ps_rules[drafts[i].rule].not_when(search, &drafts[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (back[i]) drafts[i].fires = false;
        if (!drafts[i].fires) continue;
        ps_rules[drafts[i].rule].explain(search, &drafts[i]);
        ps_show_images(search, &drafts[i]);
        drafts[i].worth = worth_of(&drafts[i]);
        drafts[i].card.severity = severity_of(&drafts[i]);
    }
}

/* ---- order ---- */

/* Validity in the order of the rules, then the more serious, then what is worth more. */
static int by_weight(const void *a, const void *b)
{
    const PsDraft *x = *(const PsDraft *const *)a, *y = *(const PsDraft *const *)b;
    PsSeverity severity = x->card.severity;
    if (severity != y->card.severity) return severity < y->card.severity ? -1 : 1;
    if (severity != PS_VALIDITY && x->worth != y->worth) return x->worth > y->worth ? -1 : 1;
    if (x->rule != y->rule) return x->rule - y->rule;
    return x < y ? -1 : x > y;
}

/* ---- cards that stand for several ---- */

/* Adds the draft's class to the card that stands for the third and further ones of its rule. */
static void add_to_group(PsSearch *search, PsAdvice *advice, const PsDraft *draft, int *group)
{
    if (*group < 0) {
        PsCard card = {.rule = draft->card.rule,
                       .kind = draft->card.kind,
                       .variant = "further",
                       .severity = draft->card.severity,
                       .class_index = -1,
                       .other = -1,
                       .gain = NAN,
                       .p = NAN,
                       .q = NAN,
                       .link = {.target = PS_TO_CLASSES, .actual = -1}};
        card.classes = PS_ARRAY(search->arena, int, PS_BUF_COUNT(&search->drafts, PsDraft));
        if (draft->card.other >= 0) {
            card.others = PS_ARRAY(search->arena, int, PS_BUF_COUNT(&search->drafts, PsDraft));
            card.link.target = PS_TO_MATRIX;
        }
        if (draft->card.link.target == PS_TO_REVIEW) card.link = draft->card.link;
        *group = advice->card_count++;
        advice->cards[*group] = card;
    }
    PsCard *card = &advice->cards[*group];
    if (card->others) ((int *)card->others)[card->class_count] = draft->card.other;
    ((int *)card->classes)[card->class_count++] = draft->card.class_index;
    if (draft->card.severity < card->severity) card->severity = draft->card.severity;
}

static void finish_evidence(PsSearch *search, PsDraft *draft)
{
    size_t size = sizeof *draft->evidence * (size_t)draft->card.evidence_count;
    draft->card.evidence = ps_arena_copy(search->arena, draft->evidence, size);
}

/* A card is written for at most two classes of a rule. */
static void take_drafts(PsSearch *search, PsAdvice *advice, PsDraft **order, int count)
{
    int *taken = PS_ARRAY(search->scratch, int, ps_rule_count);
    int *groups = PS_ARRAY(search->scratch, int, ps_rule_count);
    for (int r = 0; r < ps_rule_count; r++) groups[r] = -1;
    for (int i = 0; i < count; i++) {
        PsDraft *draft = order[i];
        bool of_class = draft->card.class_index >= 0 && draft->card.class_count == 0;
        if (of_class && taken[draft->rule]++ >= MOST_OF_RULE) {
            add_to_group(search, advice, draft, &groups[draft->rule]);
            continue;
        }
        finish_evidence(search, draft);
        advice->cards[advice->card_count++] = draft->card;
    }
}

/* The file is read in a wrong way: all other cards are then about nothing. */
static bool is_misread(const PsCard *card)
{
    return strcmp(card->variant, "class-order") == 0 ||
           !isnan(ps_card_value(card, "mean_iou_after"));
}

static void open_first(PsAdvice *advice)
{
    bool misread = false;
    for (int i = 0; i < advice->card_count; i++) misread |= is_misread(&advice->cards[i]);
    for (int i = 0; i < advice->card_count; i++) {
        bool speaks = !misread || advice->cards[i].severity == PS_VALIDITY;
        advice->cards[i].open = speaks && i < MOST_OPEN;
    }
}

/* ---- R24: all well ---- */

static int weakest_class(const PsFacts *facts)
{
    int weakest = -1;
    double least = INFINITY;
    for (int c = 0; c < facts->class_count; c++) {
        double f1 = ps_f1(ps_class_at_optimum(facts, c));
        if (facts->dataset->classes[c].object_count < SUPPORT || !(f1 < least)) continue;
        least = f1;
        weakest = c;
    }
    return weakest;
}

static PsFault dearest_fault(const PsFacts *facts)
{
    const double *gain = facts->evaluation->faults.gain;
    PsFault most = PS_FAULT_NONE;
    double best = 0;
    for (int kind = PS_FAULT_CLASS; kind < PS_FAULT_KINDS; kind++) {
        if (!(gain[kind] > best)) continue;
        best = gain[kind];
        most = (PsFault)kind;
    }
    return most;
}

static PsCard all_well(PsSearch *search, const char *variant)
{
    const PsFacts *facts = search->facts;
    PsFault dearest = dearest_fault(facts);
    int weakest = weakest_class(facts);
    PsDraft draft = {.card = {.rule = "R24",
                              .kind = "all-well",
                              .variant = variant,
                              .severity = PS_LOOK,
                              .class_index = weakest,
                              .other = -1,
                              .interval = facts->evaluation->uncertainty.f1,
                              .gain = facts->evaluation->faults.gain[dearest],
                              .gain_of = dearest ? PS_GAIN_AP50 : PS_GAIN_NONE,
                              .p = NAN,
                              .q = NAN}};
    if (!dearest) draft.card.gain = NAN;
    ps_note(&draft, "f1", ps_f1(facts->all), PS_UNIT_RATE);
    if (weakest >= 0) {
        ps_note(&draft, "weakest_f1", ps_f1(ps_class_at_optimum(facts, weakest)), PS_UNIT_RATE);
    }
    ps_note(&draft, "fault", dearest, PS_UNIT_COUNT);
    draft.card.link = dearest ? (PsLink){.target = PS_TO_FAULT, .fault = dearest}
                              : (PsLink){.target = PS_TO_SUMMARY};
    ps_show_images(search, &draft);
    finish_evidence(search, &draft);
    return draft.card;
}

/* After those of validity and the medium ones, before what is only worth a look; not where one of
   validity but R05, or a high one, speaks. */
void ps_add_all_well(PsSearch *search, PsAdvice *advice)
{
    bool few = false, otherwise = false;
    int at = 0;
    for (int i = 0; i < advice->card_count; i++) {
        const PsCard *card = &advice->cards[i];
        bool small = strcmp(card->rule, "R05") == 0;
        if (card->severity == PS_HIGH || (card->severity == PS_VALIDITY && !small)) return;
        if (card->severity != PS_LOOK) at = i + 1;
        few |= card->severity == PS_VALIDITY;
        otherwise |= card->severity == PS_MEDIUM;
    }
    if (search->facts->objects == 0 || search->facts->all.correct == 0) return;
    memmove(advice->cards + at + 1, advice->cards + at,
            sizeof *advice->cards * (size_t)(advice->card_count - at));
    advice->cards[at] = all_well(search, few ? "too-few" : otherwise ? "otherwise" : "");
    advice->card_count++;
    open_first(advice);
}

void ps_make_cards(PsSearch *search, PsAdvice *advice)
{
    read_tests(search);
    judge(search);
    PsDraft *drafts = PS_BUF_ITEMS(&search->drafts, PsDraft);
    size_t all = PS_BUF_COUNT(&search->drafts, PsDraft);
    PsDraft **order = PS_ARRAY(search->scratch, PsDraft *, all);
    int count = 0;
    for (size_t i = 0; i < all; i++) {
        if (drafts[i].fires) order[count++] = &drafts[i];
    }
    if (count) qsort(order, (size_t)count, sizeof(PsDraft *), by_weight);
    advice->cards = PS_ARRAY(search->arena, PsCard, count + 1);
    take_drafts(search, advice, order, count);
    open_first(advice);
    ps_add_all_well(search, advice);
}
