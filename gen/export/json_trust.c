/* report.json: intervals, kinds of error, calibration, LRP and the best F1 at each IoU. */
#include "export/json_keys.h"

void put_list(JsonText *json, const char *key, char bracket)
{
    if (key) json_key(json, key);
    json_open(json, bracket);
}

void put_number(JsonText *json, const char *key, double value)
{
    if (key) json_key(json, key);
    json_number(json, value);
}

void put_integer(JsonText *json, const char *key, long long value)
{
    if (key) json_key(json, key);
    json_int(json, value);
}

void put_text(JsonText *json, const char *key, const char *value)
{
    if (key) json_key(json, key);
    json_string(json, value);
}

void put_interval(JsonText *json, const char *key, PsInterval interval)
{
    if (!interval.exists) {
        put_text(json, key, NULL);
        return;
    }
    put_list(json, key, '[');
    put_number(json, NULL, interval.low);
    put_number(json, NULL, interval.high);
    json_close(json, ']');
}

void write_intervals(JsonText *json, const Export *source)
{
    const PsUncertainty *uncertainty = &source->evaluation->uncertainty;
    if (uncertainty->resamples == 0) {
        put_text(json, "intervals", NULL);
        return;
    }
    put_list(json, "intervals", '{');
    put_number(json, "resamples", uncertainty->resamples);
    put_number(json, "undefined", uncertainty->undefined);
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        put_interval(json, ps_coco_names[i], uncertainty->figures[i]);
    }
    put_interval(json, "precision", uncertainty->precision);
    put_interval(json, "recall", uncertainty->recall);
    put_interval(json, "f1", uncertainty->f1);
    put_interval(json, "confidence", uncertainty->confidence);
    put_number(json, "f1_corrected", uncertainty->f1_corrected);
    json_close(json, '}');
}

void write_errors(JsonText *json, const Export *source)
{
    static const char *const names[PS_FAULT_KINDS] = {NULL,   "Cls", "Loc", "Both",
                                                      "Dupe", "Bkg", "Miss"};
    const PsFaults *faults = &source->evaluation->faults;
    put_list(json, "errors", '{');
    for (int kind = PS_FAULT_CLASS; kind < PS_FAULT_KINDS; kind++) {
        put_list(json, names[kind], '{');
        put_number(json, "dAP", faults->gain[kind]);
        put_number(json, "count", faults->count[kind]);
        json_close(json, '}');
    }
    put_number(json, "FP", faults->gain_false_positive);
    put_number(json, "FN", faults->gain_false_negative);
    json_close(json, '}');
}

static void write_bins(JsonText *json, const char *key, const PsBin *bins)
{
    put_list(json, key, '[');
    for (int i = 0; i < PS_BINS; i++) {
        put_list(json, NULL, '{');
        put_number(json, "low", bins[i].low);
        put_number(json, "high", bins[i].high);
        put_number(json, "count", bins[i].count);
        put_number(json, "correct", bins[i].correct);
        put_number(json, "mean_score", bins[i].mean_score);
        put_number(json, "precision", bins[i].precision);
        put_interval(json, "wilson",
                     (PsInterval){bins[i].count > 0, bins[i].wilson_low, bins[i].wilson_high});
        json_close(json, '}');
    }
    json_close(json, ']');
}

void write_calibration(JsonText *json, const Export *source)
{
    const PsCalibration *calibration = &source->evaluation->calibration;
    put_list(json, "calibration", '{');
    put_number(json, "detections", calibration->detections);
    put_number(json, "d_ece", calibration->d_ece);
    put_number(json, "null_mean", calibration->null_mean);
    put_number(json, "null_95", calibration->null_95);
    put_number(json, "la_ece", calibration->la_ece);
    put_number(json, "brier", calibration->brier);
    put_number(json, "gap", calibration->gap);
    write_bins(json, "bins", calibration->equal_width);
    write_bins(json, "equal_count_bins", calibration->equal_count);
    json_close(json, '}');
}

static void write_one_lrp(JsonText *json, const PsLrp *lrp)
{
    put_number(json, "oLRP", lrp->value);
    put_number(json, "confidence", lrp->confidence);
    put_number(json, "localisation", lrp->place);
    put_number(json, "false_positive", lrp->false_positive);
    put_number(json, "false_negative", lrp->false_negative);
}

void write_lrp(JsonText *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    put_list(json, "lrp", '{');
    write_one_lrp(json, &evaluation->lrp);
    put_list(json, "classes", '[');
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        put_list(json, NULL, '{');
        put_text(json, "name", evaluation->dataset->classes[c].name);
        write_one_lrp(json, &evaluation->class_lrp[c]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

/* One figure at each of COCO's IoUs. */
typedef double (*AtIou)(const PsAtIou *best);

static double read_best_f1(const PsAtIou *best)
{
    return best->best_f1;
}
static double read_confidence(const PsAtIou *best)
{
    return best->confidence;
}
static double read_precision(const PsAtIou *best)
{
    return best->precision;
}
static double read_recall(const PsAtIou *best)
{
    return best->recall;
}
static double read_macro_f1(const PsAtIou *best)
{
    return best->macro_f1;
}
static double read_macro_confidence(const PsAtIou *best)
{
    return best->macro_confidence;
}

static void write_at_ious(JsonText *json, const char *key, const PsEvaluation *evaluation,
                          AtIou read)
{
    put_list(json, key, '[');
    for (int t = 0; t < PS_COCO_IOUS; t++) put_number(json, NULL, read(&evaluation->at_iou[t]));
    json_close(json, ']');
}

static void write_class_at_ious(JsonText *json, const PsBest *best)
{
    put_list(json, "f1", '[');
    for (int t = 0; t < PS_COCO_IOUS; t++) put_number(json, NULL, best[t].f1);
    json_close(json, ']');
    put_list(json, "confidence", '[');
    for (int t = 0; t < PS_COCO_IOUS; t++) put_number(json, NULL, best[t].confidence);
    json_close(json, ']');
}

void write_by_iou(JsonText *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    put_list(json, "by_iou", '{');
    put_list(json, "iou", '[');
    for (int t = 0; t < PS_COCO_IOUS; t++) put_number(json, NULL, (50 + 5 * t) / 100.0);
    json_close(json, ']');
    write_at_ious(json, "f1", evaluation, read_best_f1);
    write_at_ious(json, "confidence", evaluation, read_confidence);
    write_at_ious(json, "precision", evaluation, read_precision);
    write_at_ious(json, "recall", evaluation, read_recall);
    write_at_ious(json, "macro_f1", evaluation, read_macro_f1);
    write_at_ious(json, "macro_confidence", evaluation, read_macro_confidence);
    put_list(json, "classes", '[');
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        put_list(json, NULL, '{');
        put_text(json, "name", evaluation->dataset->classes[c].name);
        write_class_at_ious(json, &evaluation->class_at_iou[c * PS_COCO_IOUS]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}
