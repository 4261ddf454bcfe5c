/* What goes wrong, by kind and cost; calibration; precision against recall. */
#include "build.h"
#include "charts/charts.h"
#include "format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- kinds of error ---- */

static const PsFault all_kinds[] = {PS_FAULT_BACKGROUND, PS_FAULT_PLACE, PS_FAULT_MISSED,
                                    PS_FAULT_CLASS,      PS_FAULT_BOTH,  PS_FAULT_DUPLICATE};
enum { KINDS = sizeof all_kinds / sizeof *all_kinds };

static int count_kept(const PsEvaluation *evaluation, PsFault kind)
{
    int count = 0;
    for (int d = 0; d < evaluation->predictions->detection_count; d++) {
        count += evaluation->faults.of_detection[d] == kind &&
                 evaluation->verdicts[d].kept >= evaluation->optimal_index;
    }
    return count;
}

static bool gains_less(const PsFaults *faults, PsFault a, PsFault b)
{
    double x = faults->gain[a], y = faults->gain[b];
    return x < y || (isnan(x) && !isnan(y));
}

static void sort_kinds(PsFault *kinds, const PsFaults *faults)
{
    for (int i = 1; i < KINDS; i++) {
        for (int j = i; j > 0 && gains_less(faults, kinds[j - 1], kinds[j]); j--) {
            PsFault swap = kinds[j];
            kinds[j] = kinds[j - 1];
            kinds[j - 1] = swap;
        }
    }
}

static ErrorRow error_row(const Report *report, const PsEvaluation *evaluation, PsFault fault,
                          double most)
{
    const ErrorKind *kind = &report->kinds[fault - 1];
    double gain = evaluation->faults.gain[fault];
    bool missed = fault == PS_FAULT_MISSED;
    return (ErrorRow){.key = kind->key,
                      .name = kind->name,
                      .note = kind->note,
                      .gain = points_text(report->arena, gain),
                      .share = most > 0 && gain > 0 ? gain / most : 0,
                      .count = count_text(report->arena, evaluation->faults.count[fault]),
                      .kept =
                          missed ? "–" : count_text(report->arena, count_kept(evaluation, fault))};
}

static void fill_errors(Report *report, const PsEvaluation *evaluation)
{
    PsArena *arena = report->arena;
    const PsFaults *faults = &evaluation->faults;
    PsFault kinds[KINDS];
    for (int i = 0; i < KINDS; i++) kinds[i] = all_kinds[i];
    sort_kinds(kinds, faults);
    report->errors = PS_ARRAY(arena, ErrorRow, KINDS);
    report->error_count = KINDS;
    for (int i = 0; i < KINDS; i++) {
        report->errors[i] = error_row(report, evaluation, kinds[i], faults->gain[kinds[0]]);
    }
    report->errors_note = ps_arena_printf(
        arena,
        "All false positives repaired: %s points. All missed objects repaired: %s. The "
        "gains do not add up.",
        points_text(arena, fmax(0, faults->gain_false_positive)),
        points_text(arena, fmax(0, faults->gain_false_negative)));
}

/* ---- calibration ---- */

enum { FEW_BOXES = 10 };

static void add_fact(Report *report, const char *label, const char *value)
{
    report->calibration[report->calibration_count++] = (Fact){label, value};
}

static const char *gap_text(PsArena *arena, double gap)
{
    if (isnan(gap)) return "–";
    const char *size = rate_text(arena, shown_rate(fabs(gap)));
    const char *sense = gap > 0 ? "too confident" : "too modest";
    return shown_rate(fabs(gap)) == 0
               ? size
               : ps_arena_printf(arena, "%s%s, %s", gap > 0 ? "+" : "−", size, sense);
}

static void fill_facts(Report *report, const PsEvaluation *evaluation)
{
    PsArena *arena = report->arena;
    const PsCalibration *calibration = &evaluation->calibration;
    report->calibration = PS_ARRAY(arena, Fact, 8);
    add_fact(report, "Boxes that count", count_text(arena, calibration->detections));
    add_fact(report, "D-ECE: distance of score and precision",
             rate_text(arena, shown_rate(calibration->d_ece)));
    add_fact(report, "the same by chance alone, mean and 95% point",
             ps_arena_printf(arena, "%s, %s", rate_text(arena, shown_rate(calibration->null_mean)),
                             rate_text(arena, shown_rate(calibration->null_95))));
    add_fact(report, "Mean score less precision", gap_text(arena, calibration->gap));
    add_fact(report, "LaECE: with the quality of the place",
             rate_text(arena, shown_rate(calibration->la_ece)));
    add_fact(report, "Brier score", rate_text(arena, shown_rate(calibration->brier)));
    add_fact(report, "oLRP: localisation, recall, precision in one",
             rate_text(arena, shown_rate(evaluation->lrp.value)));
}

/* Bins whose interval leaves the mean score out, and where they lie on the average. */
typedef struct Misses {
    int bold, modest;
    double bold_at, modest_at;
} Misses;

static Misses find_misses(const PsCalibration *calibration)
{
    Misses misses = {0};
    for (int i = 0; i < PS_BINS; i++) {
        const PsBin *bin = &calibration->equal_width[i];
        if (bin->count < FEW_BOXES) continue;
        bool bold = bin->mean_score > bin->wilson_high, modest = bin->mean_score < bin->wilson_low;
        misses.bold += bold;
        misses.modest += modest;
        misses.bold_at += bold ? bin->mean_score : 0;
        misses.modest_at += modest ? bin->mean_score : 0;
    }
    if (misses.bold) misses.bold_at /= misses.bold;
    if (misses.modest) misses.modest_at /= misses.modest;
    return misses;
}

static const char *calibration_verdict(const PsCalibration *calibration)
{
    if (isnan(calibration->d_ece)) return "There are no boxes.";
    Misses misses = find_misses(calibration);
    if (calibration->d_ece <= calibration->null_95 || misses.bold + misses.modest == 0) {
        return "Scores agree with precision as far as chance lets one see.";
    }
    if (misses.modest == 0) return "Scores promise more than they keep.";
    if (misses.bold == 0) return "Scores promise less than they keep.";
    return misses.bold_at < misses.modest_at
               ? "Low scores promise more than they keep, high scores less."
               : "High scores promise more than they keep, low scores less.";
}

/* Not of predictions without scores: there is nothing to trust. */
static void fill_reliability(Report *report, const PsEvaluation *evaluation)
{
    const PsCalibration *calibration = &evaluation->calibration;
    double score[PS_BINS], precision[PS_BINS], low[PS_BINS], high[PS_BINS];
    bool few[PS_BINS];
    if (calibration->detections == 0 || *report->unscored) return;
    for (int i = 0; i < PS_BINS; i++) {
        const PsBin *bin = &calibration->equal_width[i];
        score[i] = bin->mean_score;
        precision[i] = bin->precision;
        low[i] = bin->wilson_low;
        high[i] = bin->wilson_high;
        few[i] = bin->count < FEW_BOXES;
    }
    ReliabilityBins bins = {score, precision, low, high, few, PS_BINS};
    report->reliability = chart_reliability(report->arena, &bins, calibration_verdict(calibration));
}

/* ---- precision against recall ---- */

enum { MOST_CURVES = 12, ENOUGH_CURVES = 6 };

static const double *recall_curve(const PsEvaluation *evaluation, int c, int t, PsArena *arena)
{
    size_t classes = (size_t)evaluation->dataset->class_count;
    double *values = PS_ARRAY(arena, double, PS_COCO_RECALLS);
    for (size_t r = 0; r < PS_COCO_RECALLS; r++) {
        size_t slot = (((size_t)t * PS_COCO_RECALLS + r) * classes + (size_t)c) * PS_COCO_AREAS;
        values[r] = evaluation->coco.precision[slot];
    }
    return values;
}

/* A class without a correct box has no curve to look at. */
static bool has_curve(const Report *report, int c)
{
    return report->classes[c].ap50 > 0;
}

/* The class with the most objects of those with too few for a verdict that is not chosen yet; its
   place in `weakest`, or -1. */
static int largest_thin(const Report *report, const int *chosen, int count)
{
    int best = -1;
    for (int i = report->judged_count; i < report->weakest_count; i++) {
        int c = report->weakest[i];
        bool taken = !has_curve(report, c);
        for (int j = 0; j < count; j++) taken |= chosen[j] == c;
        if (taken) continue;
        if (best < 0 ||
            report->classes[c].objects > report->classes[report->weakest[best]].objects) {
            best = i;
        }
    }
    return best;
}

/* Fills `chosen` with at most MOST_CURVES classes: the weakest with objects enough; where these are
   few, the largest of the others too. */
static int choose_curves(const Report *report, int chosen[MOST_CURVES])
{
    int count = 0, thin;
    for (int i = 0; i < report->judged_count && count < MOST_CURVES; i++) {
        if (has_curve(report, report->weakest[i])) chosen[count++] = report->weakest[i];
    }
    while (count < ENOUGH_CURVES && (thin = largest_thin(report, chosen, count)) >= 0) {
        chosen[count++] = report->weakest[thin];
    }
    return count;
}

static void fill_recall_curves(Report *report, const PsEvaluation *evaluation)
{
    PsArena *arena = report->arena;
    int chosen[MOST_CURVES], count = *report->unscored ? 0 : choose_curves(report, chosen);
    report->precision_recall = PS_ARRAY(arena, Figure, count);
    report->precision_recall_names = PS_ARRAY(arena, const char *, count);
    report->precision_recall_count = count;
    for (int i = 0; i < count; i++) {
        int c = chosen[i];
        RecallCurves curves = {.names = {"0.50", "0.75", "0.90"}, .points = PS_COCO_RECALLS};
        static const int ious[] = {0, 5, 8};
        for (int t = 0; t < 3; t++) {
            curves.precision[t] = recall_curve(evaluation, c, ious[t], arena);
        }
        report->precision_recall_names[i] = report->classes[c].name;
        report->precision_recall[i] =
            chart_precision_recall(arena, &curves, report->classes[c].name);
    }
    bool all = count == report->weakest_count;
    report->precision_recall_note = all ? "At IoU 0.50, 0.75 and 0.90; weakest classes first."
                                        : "At IoU 0.50, 0.75 and 0.90; the weakest classes with a "
                                          "correct box, small classes last.";
}

static Paragraph errors_finding(const Report *report, const PsEvaluation *evaluation)
{
    const ErrorRow *dearest = &report->errors[0];
    if (dearest->share <= 0) {
        return (Paragraph){"No kind of error stands out",
                           calibration_verdict(&evaluation->calibration)};
    }
    bool objects = strcmp(dearest->key, "missed") == 0;
    bool boxes = strcmp(dearest->key, "place") == 0 || strcmp(dearest->key, "duplicate") == 0;
    return (Paragraph){
        ps_arena_printf(report->arena, "%s %s cost most", dearest->name,
                        objects ? "objects"
                        : boxes ? "boxes"
                                : "errors"),
        ps_arena_printf(report->arena, "Repairing them alone would lift AP50 by %s points. %s",
                        dearest->gain, calibration_verdict(&evaluation->calibration))};
}

void build_errors(Report *report, const BuildInput *input)
{
    const PsEvaluation *evaluation = input->evaluation;
    fill_errors(report, evaluation);
    fill_facts(report, evaluation);
    fill_reliability(report, evaluation);
    fill_recall_curves(report, evaluation);
    report->errors_finding = errors_finding(report, evaluation);
}
