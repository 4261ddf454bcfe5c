/* Demands on the figures; see gate.h. A new figure is a row. */
#include "gate.h"

#include "guess.h"

#include "base/buf.h"
#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- figures ---- */

static PsCounts counts_of(const PsEvaluation *evaluation, int c)
{
    int k = evaluation->optimal_index;
    return c < 0 ? evaluation->sweep[k]
                 : evaluation->class_sweep[c * evaluation->threshold_count + k];
}

static double coco_of(const PsEvaluation *evaluation, int c, int figure)
{
    if (c < 0) return evaluation->coco.figures[figure];
    const double *of_class[] = {evaluation->coco.class_ap, evaluation->coco.class_ap50,
                                evaluation->coco.class_ap75};
    return of_class[figure - PS_AP][c];
}

static double precision_of(const PsEvaluation *evaluation, int c, int figure)
{
    (void)figure;
    return ps_precision(counts_of(evaluation, c));
}

static double recall_of(const PsEvaluation *evaluation, int c, int figure)
{
    (void)figure;
    return ps_recall(counts_of(evaluation, c));
}

static double f1_of(const PsEvaluation *evaluation, int c, int figure)
{
    (void)figure;
    return ps_f1(counts_of(evaluation, c));
}

typedef struct FigureKind {
    const char *name; /* as in report.json */
    double (*read)(const PsEvaluation *evaluation, int class_index, int figure);
    int figure;
    bool by_class;
} FigureKind;

static const FigureKind kinds[] = {
    {"AP", coco_of, PS_AP, true},
    {"AP50", coco_of, PS_AP50, true},
    {"AP75", coco_of, PS_AP75, true},
    {"APs", coco_of, PS_AP_SMALL, false},
    {"APm", coco_of, PS_AP_MEDIUM, false},
    {"APl", coco_of, PS_AP_LARGE, false},
    {"AR1", coco_of, PS_AR1, false},
    {"AR10", coco_of, PS_AR10, false},
    {"AR100", coco_of, PS_AR100, false},
    {"ARs", coco_of, PS_AR_SMALL, false},
    {"ARm", coco_of, PS_AR_MEDIUM, false},
    {"ARl", coco_of, PS_AR_LARGE, false},
    {"precision", precision_of, 0, true},
    {"recall", recall_of, 0, true},
    {"F1", f1_of, 0, true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int find_figure(const char *name, size_t length)
{
    for (int i = 0; i < KINDS; i++) {
        if (strlen(kinds[i].name) == length && strncasecmp(kinds[i].name, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

/* ---- relations; longer signs first ---- */

static const struct {
    const char *sign, *before, *after; /* in words, around the limit */
} relations[] = {{">=", "", " or more"},
                 {"<=", "", " or less"},
                 {">", "more than ", ""},
                 {"<", "less than ", ""}};
enum { AT_LEAST, AT_MOST, ABOVE, BELOW, RELATIONS };

/* Means carry errors of their last bits, the AP of a faultless class is 0.9999999999999999: what
   differs by no more than this is equal. */
static const double equal = 1e-12;

static bool is_met(int relation, double value, double limit)
{
    switch (relation) {
    case AT_LEAST: return value >= limit - equal;
    case AT_MOST: return value <= limit + equal;
    case ABOVE: return value > limit + equal;
    default: return value < limit - equal;
    }
}

/* The last sign in the text: names of classes may hold some too. Returns its place or NULL. */
static const char *find_relation(const char *text, int *relation)
{
    for (const char *at = text + strlen(text); at > text;) {
        at--;
        if (*at != '>' && *at != '<') continue;
        for (int i = 0; i < RELATIONS; i++) {
            *relation = i;
            if (strncmp(at, relations[i].sign, strlen(relations[i].sign)) == 0) return at;
        }
    }
    return NULL;
}

/* ---- reading ---- */

static const char *trim_end(const char *from, const char *end)
{
    while (end > from && end[-1] == ' ') end--;
    return end;
}

static bool refuse(const Gate *gate, const char *found, PsError *error)
{
    const char *wanted = gate->drop
                             ? "a figure of report.json, <= or <, and a number: AP50<=0.01"
                             : "a figure of report.json, >=, >, <= or <, and a number: AP50>=0.6, "
                               "recall[person]>=0.8";
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted, "--%s '%s': %s", gate->option,
                   gate->text, found);
}

static bool refuse_figure(const Gate *gate, size_t length, PsError *error)
{
    PsBuf wanted = PS_BUF;
    Guess guess = {gate->text, length, NULL, 0};
    bool mean = length == 3 && strncasecmp(gate->text, "mAP", 3) == 0; /* COCO calls it AP */
    for (int i = 0; i < KINDS; i++) guess_offer(&guess, kinds[i].name);
    if (mean) guess.best = "AP";
    if (guess.best) ps_buf_printf(&wanted, "did you mean %s? ", guess.best);
    ps_buf_text(&wanted, "The figures are ");
    for (int i = 0; i < KINDS; i++) {
        ps_buf_printf(&wanted, "%s%s", i ? ", " : "", kinds[i].name);
    }
    ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted.data, "--%s '%s': no such figure",
            gate->option, gate->text);
    ps_buf_free(&wanted);
    return false;
}

/* "recall[person]": the figure, and the class if there is one. */
static bool read_subject(Gate *gate, const char *end, PsArena *arena, PsError *error)
{
    const char *bracket = memchr(gate->text, '[', (size_t)(end - gate->text));
    const char *name_end = trim_end(gate->text, bracket ? bracket : end);
    gate->figure = find_figure(gate->text, (size_t)(name_end - gate->text));
    if (gate->figure < 0) return refuse_figure(gate, (size_t)(name_end - gate->text), error);
    gate->class_index = -1;
    if (!bracket) return true;
    if (end[-1] != ']') return refuse(gate, "no ] after the class", error);
    if (!kinds[gate->figure].by_class) {
        return refuse(gate, "this figure is not known by class", error);
    }
    gate->class_name = ps_arena_text_n(arena, bracket + 1, (size_t)(end - 1 - (bracket + 1)));
    return true;
}

static bool parse(Gate *gate, PsArena *arena, PsError *error)
{
    const char *sign = find_relation(gate->text, &gate->relation);
    if (!sign) return refuse(gate, "none of >=, >, <= and <", error);
    if (sign > gate->text && sign[-1] == '=') {
        return refuse(gate, "the sign is written with = behind: >=, <=", error);
    }
    if (gate->drop && gate->relation != AT_MOST && gate->relation != BELOW) {
        return refuse(gate, "a loss has a highest value, not a lowest", error);
    }
    const char *end = trim_end(gate->text, sign);
    if (!ps_number_parse(sign + strlen(relations[gate->relation].sign), &gate->limit)) {
        return refuse(gate, "no number at the end", error);
    }
    return read_subject(gate, end, arena, error);
}

bool gates_parse(const Options *options, PsArena *arena, Gates *gates, PsError *error)
{
    const TextList *lists[] = {&options->require, &options->max_drop};
    static const char *const names[] = {"require", "max-drop"};
    *gates = (Gates){PS_ARRAY(arena, Gate, options->require.count + options->max_drop.count), 0};
    for (int drop = 0; drop < 2; drop++) {
        for (int i = 0; i < lists[drop]->count; i++) {
            Gate *gate = &gates->items[gates->count++];
            *gate = (Gate){.option = names[drop], .text = lists[drop]->items[i], .drop = drop};
            if (!parse(gate, arena, error)) return false;
        }
    }
    return true;
}

/* The ids of the classes of that name: a demand must not hold for one of them unseen. */
static bool refuse_shared(const Gate *gate, const PsDataset *dataset, PsError *error)
{
    enum { NAMED = 8 };
    PsBuf ids = PS_BUF;
    int count = 0;
    for (int c = 0; c < dataset->class_count; c++) {
        if (strcmp(dataset->classes[c].name, gate->class_name) != 0) continue;
        if (count < NAMED) {
            ps_buf_printf(&ids, "%s%lld", count ? ", " : "", (long long)dataset->classes[c].id);
        }
        count++;
    }
    ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "names that differ",
            "--%s '%s': %d classes have this name, ids %s%s", gate->option, gate->text, count,
            ids.data, count > NAMED ? " ..." : "");
    ps_buf_free(&ids);
    return false;
}

static bool find_class(Gate *gate, const PsDataset *dataset, PsError *error)
{
    int found = 0;
    for (int c = 0; c < dataset->class_count; c++) {
        if (strcmp(dataset->classes[c].name, gate->class_name) != 0) continue;
        if (found++ == 0) gate->class_index = c;
    }
    if (found == 0) return refuse(gate, "no such class", error);
    return found == 1 || refuse_shared(gate, dataset, error);
}

bool gates_find_classes(Gates *gates, const PsDataset *dataset, PsError *error)
{
    for (int i = 0; i < gates->count; i++) {
        Gate *gate = &gates->items[i];
        if (gate->class_name && !find_class(gate, dataset, error)) return false;
    }
    return true;
}

/* ---- judging ---- */

double gate_value(const Gate *gate, const Figures *figures)
{
    const FigureKind *kind = &kinds[gate->figure];
    double value = kind->read(figures->model, gate->class_index, kind->figure);
    if (!gate->drop) return value;
    return kind->read(figures->baseline, gate->class_index, kind->figure) - value;
}

bool gate_holds(const Gate *gate, const Figures *figures)
{
    double value = gate_value(gate, figures);
    return !isnan(value) && is_met(gate->relation, value, gate->limit);
}

void gate_blame(const Gate *gate, const Figures *figures, PsError *error)
{
    char value[32], limit[32], wanted[64];
    double found = gate_value(gate, figures);
    ps_number_text(found, value);
    ps_number_text(gate->limit, limit);
    snprintf(wanted, sizeof wanted, "wanted %s%s%s", relations[gate->relation].before, limit,
             relations[gate->relation].after);
    ps_fail(error, PS_ERROR_GATE, NULL, NULL, wanted, "--%s '%s' does not hold: it is %s",
            gate->option, gate->text, isnan(found) ? "undefined" : value);
}
