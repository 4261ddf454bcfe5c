/* report.json, schema 1: one function for each key of the top level, in one table. */
#include "export/export.h"

#include "base/file.h"
#include "export/json_out.h"

#include <math.h>

enum { SCHEMA = 1 };

static void write_tool(JsonOut *json, const Export *source)
{
    (void)source;
    json_open(json, "tool", '{');
    json_text(json, "name", "proofsheet");
    json_text(json, "version", PS_VERSION);
    json_close(json, '}');
}

static void write_input(JsonOut *json, const PsInput *input)
{
    json_open(json, NULL, '{');
    json_text(json, "role", input->role);
    json_text(json, "name", input->name);
    json_text(json, "format", input->format);
    json_text(json, "sha256", input->sha256);
    json_close(json, '}');
}

static void write_inputs(JsonOut *json, const Export *source)
{
    json_open(json, "inputs", '[');
    write_input(json, &source->evaluation->dataset->input);
    write_input(json, &source->evaluation->predictions->input);
    json_close(json, ']');
}

static void write_dataset(JsonOut *json, const Export *source)
{
    const PsDataset *dataset = source->evaluation->dataset;
    json_open(json, "dataset", '{');
    json_number(json, "images", dataset->image_count);
    json_number(json, "objects", dataset->object_count - dataset->crowd_count);
    json_number(json, "crowds", dataset->crowd_count);
    json_number(json, "detections", source->evaluation->predictions->detection_count);
    json_open(json, "classes", '[');
    for (int c = 0; c < dataset->class_count; c++) {
        json_open(json, NULL, '{');
        json_number(json, "id", (double)dataset->classes[c].id);
        json_text(json, "name", dataset->classes[c].name);
        json_number(json, "objects", dataset->classes[c].object_count);
        json_number(json, "images", dataset->classes[c].image_count);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_coco(JsonOut *json, const Export *source)
{
    static const char *const names[PS_COCO_FIGURES] = {"AP",  "AP50", "AP75",  "APs", "APm", "APl",
                                                       "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"};
    json_open(json, "coco", '{');
    for (int i = 0; i < PS_COCO_FIGURES; i++) {
        json_number(json, names[i], source->evaluation->coco.figures[i]);
    }
    json_close(json, '}');
}

static void write_iou(JsonOut *json, const Export *source)
{
    json_number(json, "iou", source->evaluation->iou);
}

static void write_thresholds(JsonOut *json, const Export *source)
{
    json_open(json, "thresholds", '[');
    json->depth++; /* all on one line */
    for (int k = 0; k < source->evaluation->threshold_count; k++) {
        json_number(json, NULL, source->evaluation->thresholds[k]);
    }
    json->depth--;
    json_close(json, ']');
}

/* One array of the sweep: a name and how to read it. */
typedef struct Column {
    const char *name;
    double (*read)(PsCounts counts);
} Column;

static double read_correct(PsCounts counts) { return counts.correct; }
static double read_misclassified(PsCounts counts) { return counts.misclassified; }
static double read_false_positive(PsCounts counts) { return counts.false_positive; }
static double read_missed(PsCounts counts) { return counts.missed; }
static double read_ignored(PsCounts counts) { return counts.ignored; }

static const Column sweep_columns[] = {
    {"precision", ps_precision},           {"recall", ps_recall},
    {"f1", ps_f1},                         {"correct", read_correct},
    {"misclassified", read_misclassified}, {"false_positive", read_false_positive},
    {"false_negative", read_missed},       {"ignored", read_ignored},
};
enum { SWEEP_COLUMNS = sizeof sweep_columns / sizeof *sweep_columns };

static void write_sweep(JsonOut *json, const Export *source)
{
    json_open(json, "sweep", '{');
    for (int i = 0; i < SWEEP_COLUMNS; i++) {
        json_open(json, sweep_columns[i].name, '[');
        for (int k = 0; k < source->evaluation->threshold_count; k++) {
            json_number(json, NULL, sweep_columns[i].read(source->evaluation->sweep[k]));
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

static void write_rates(JsonOut *json, const PsOptimum *optimum)
{
    bool exists = optimum->exists;
    json_number(json, "precision", exists ? optimum->precision : NAN);
    json_number(json, "recall", exists ? optimum->recall : NAN);
    json_number(json, "f1", exists ? optimum->f1 : NAN);
}

static void write_optimal(JsonOut *json, const Export *source)
{
    const PsOptimum *optimum = &source->evaluation->optimum;
    json_open(json, "optimal", '{');
    json_number(json, "confidence", optimum->exists ? optimum->confidence : NAN);
    json_number(json, "index", optimum->exists ? (double)source->evaluation->optimal_index : (double)NAN);
    write_rates(json, optimum);
    if (optimum->exists) {
        json_open(json, "plateau", '[');
        json_number(json, NULL, optimum->plateau_low);
        json_number(json, NULL, optimum->plateau_high);
        json_close(json, ']');
    } else {
        json_text(json, "plateau", NULL);
    }
    json_close(json, '}');
}

static void write_at_optimal(JsonOut *json, const PsEvaluation *evaluation, int c)
{
    PsCounts counts =
        evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index];
    json_open(json, "at_optimal", '{');
    json_number(json, "correct", counts.correct);
    json_number(json, "misclassified", counts.misclassified);
    json_number(json, "false_positive", counts.false_positive);
    json_number(json, "false_negative", counts.missed);
    json_number(json, "mistaken", counts.mistaken);
    json_number(json, "precision", ps_precision(counts));
    json_number(json, "recall", ps_recall(counts));
    json_number(json, "f1", ps_f1(counts));
    json_close(json, '}');
}

static void write_classes(JsonOut *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    json_open(json, "classes", '[');
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        const PsOptimum *optimum = &evaluation->class_optima[c];
        json_open(json, NULL, '{');
        json_text(json, "name", evaluation->dataset->classes[c].name);
        json_number(json, "objects", evaluation->dataset->classes[c].object_count);
        json_number(json, "AP", evaluation->coco.class_ap[c]);
        json_number(json, "AP50", evaluation->coco.class_ap50[c]);
        json_number(json, "AP75", evaluation->coco.class_ap75[c]);
        json_open(json, "optimal", '{');
        json_number(json, "confidence", optimum->exists ? optimum->confidence : NAN);
        write_rates(json, optimum);
        json_close(json, '}');
        write_at_optimal(json, evaluation, c);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static int count_at(const PsEvaluation *evaluation, int actual, int predicted, int k)
{
    const PsCell *cell = ps_cell_find(evaluation, actual, predicted);
    return cell ? cell->counts[k] : 0;
}

static void write_confusion(JsonOut *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    int classes = evaluation->dataset->class_count, k = evaluation->optimal_index;
    json_open(json, "confusion", '{');
    json_number(json, "confidence", evaluation->thresholds[k]);
    json_open(json, "labels", '[');
    for (int c = 0; c < classes; c++) json_text(json, NULL, evaluation->dataset->classes[c].name);
    json_text(json, NULL, "background");
    json_close(json, ']');
    json_open(json, "counts", '[');
    for (int a = 0; a <= classes; a++) {
        json_open(json, NULL, '[');
        for (int p = 0; p <= classes; p++) json_number(json, NULL, count_at(evaluation, a, p, k));
        json_close(json, ']');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_images(JsonOut *json, const Export *source)
{
    const PsEvaluation *evaluation = source->evaluation;
    PsArena *scratch = ps_arena_new();
    PsCounts *sweep = PS_ARRAY(scratch, PsCounts, evaluation->threshold_count);
    json_open(json, "images", '[');
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        ps_image_sweep(evaluation, i, sweep);
        PsCounts counts = sweep[evaluation->optimal_index];
        json_open(json, NULL, '{');
        json_text(json, "file", evaluation->dataset->images[i].file);
        json_number(json, "correct", counts.correct);
        json_number(json, "misclassified", counts.misclassified);
        json_number(json, "false_positive", counts.false_positive);
        json_number(json, "false_negative", counts.missed);
        json_number(json, "f1", ps_f1(counts));
        json_close(json, '}');
    }
    json_close(json, ']');
    ps_arena_free(scratch);
}

static void write_warnings(JsonOut *json, const Export *source)
{
    json_open(json, "warnings", '[');
    for (int i = 0; i < source->issue_count; i++) {
        const PsIssue *issue = &source->issues[i];
        json_open(json, NULL, '{');
        json_text(json, "code", issue->code);
        json_text(json, "file", issue->file ? ps_path_base(issue->file) : "");
        json_text(json, "place", issue->place ? issue->place : "");
        json_text(json, "text", issue->text);
        json_number(json, "count", issue->count);
        json_close(json, '}');
    }
    json_close(json, ']');
}

typedef void (*WriteKey)(JsonOut *json, const Export *source);
static const WriteKey keys[] = {
    write_tool,  write_inputs,  write_dataset, write_coco,      write_iou,    write_thresholds,
    write_sweep, write_optimal, write_classes, write_confusion, write_images, write_warnings,
};

void export_json(const Export *source, PsBuf *out)
{
    JsonOut json = {.out = out, .fresh = true};
    json_open(&json, NULL, '{');
    json_number(&json, "schema", SCHEMA);
    json_text(&json, "title", source->title);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) keys[i](&json, source);
    json_close(&json, '}');
    ps_buf_char(out, '\n');
}
