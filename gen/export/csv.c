/* csv/: one table a file, in one table of files. */
#include "export/export.h"

#include "report.h"

#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* A cell of text. Spreadsheets run what starts like a formula, so that is guarded. */
static void put_sound_text(PsBuf *out, const char *text)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    bool quoted = formula || strpbrk(text, ",\"\r\n") || *text == ' ';
    if (quoted) ps_buf_char(out, '"');
    if (formula) ps_buf_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"') ps_buf_char(out, '"');
        ps_buf_char(out, *text);
    }
    if (quoted) ps_buf_char(out, '"');
}

/* A file's name may be any bytes; what is written is UTF-8. */
static void put_text(PsBuf *out, const char *text)
{
    PsBuf mended = PS_BUF;
    ps_utf8_mend(&mended, text);
    put_sound_text(out, mended.data);
    ps_buf_free(&mended);
}

/* A number that reads back to the same double; an undefined one is an empty cell. */
static void put_number(PsBuf *out, double value)
{
    char text[32];
    ps_buf_char(out, ',');
    if (isfinite(value)) ps_buf_bytes(out, text, (size_t)ps_number_text(value, text));
}

static void end_row(PsBuf *out)
{
    ps_buf_text(out, "\r\n");
}

static void put_counts(PsBuf *out, PsCounts counts)
{
    put_number(out, ps_precision(counts));
    put_number(out, ps_recall(counts));
    put_number(out, ps_f1(counts));
    put_number(out, counts.correct);
    put_number(out, counts.misclassified);
    put_number(out, counts.false_positive);
    put_number(out, counts.missed);
    put_number(out, counts.ignored);
}

#define COUNT_HEADS                                                                                \
    "precision,recall,f1,correct,misclassified,false_positive,false_negative,ignored"

static void write_thresholds(const Export *source, PsBuf *out)
{
    const PsEvaluation *evaluation = source->evaluation;
    ps_buf_text(out, "class,confidence," COUNT_HEADS "\r\n");
    for (int c = -1; c < evaluation->dataset->class_count; c++) {
        for (int k = 0; k < evaluation->threshold_count; k++) {
            put_text(out, c < 0 ? "" : evaluation->dataset->classes[c].name);
            put_number(out, evaluation->thresholds[k]);
            put_counts(out, c < 0 ? evaluation->sweep[k]
                                  : evaluation->class_sweep[c * evaluation->threshold_count + k]);
            end_row(out);
        }
    }
}

static void write_classes(const Export *source, PsBuf *out)
{
    const PsEvaluation *evaluation = source->evaluation;
    ps_buf_text(out, "class,objects,images,AP,AP50,AP75," COUNT_HEADS
                     ",own_confidence,own_precision,own_recall,own_f1,id\r\n");
    for (int c = 0; c < evaluation->dataset->class_count; c++) {
        const PsClass *class_info = &evaluation->dataset->classes[c];
        const PsOptimum *own = &evaluation->class_optima[c];
        put_text(out, class_info->name);
        put_number(out, class_info->object_count);
        put_number(out, class_info->image_count);
        put_number(out, evaluation->coco.class_ap[c]);
        put_number(out, evaluation->coco.class_ap50[c]);
        put_number(out, evaluation->coco.class_ap75[c]);
        put_counts(
            out,
            evaluation->class_sweep[c * evaluation->threshold_count + evaluation->optimal_index]);
        put_number(out, own->exists ? own->confidence : NAN);
        put_number(out, own->exists ? own->precision : NAN);
        put_number(out, own->exists ? own->recall : NAN);
        put_number(out, own->exists ? own->f1 : NAN);
        ps_buf_printf(out, ",%lld",
                      (long long)class_info->id); /* tells classes of one name apart */
        end_row(out);
    }
}

static const char *label_of(const PsDataset *dataset, int c)
{
    return c < dataset->class_count ? dataset->classes[c].name : "background";
}

/* Runs of equal counts, so that a matrix of a thousand classes stays a file one can open. */
static void write_cell(const PsEvaluation *evaluation, const PsCell *cell, PsBuf *out)
{
    int n = evaluation->threshold_count;
    for (int k = 0, end; k < n; k = end) {
        for (end = k + 1; end < n; end++) {
            if (cell->counts[end] != cell->counts[k] || cell->images[end] != cell->images[k]) break;
        }
        if (cell->counts[k] == 0) continue;
        put_text(out, label_of(evaluation->dataset, cell->actual));
        ps_buf_char(out, ',');
        put_text(out, label_of(evaluation->dataset, cell->predicted));
        put_number(out, evaluation->thresholds[k]);
        put_number(out, evaluation->thresholds[end - 1]);
        put_number(out, cell->counts[k]);
        put_number(out, cell->images[k]);
        end_row(out);
    }
}

static void write_confusion(const Export *source, PsBuf *out)
{
    ps_buf_text(out, "actual,predicted,confidence_from,confidence_to,count,images\r\n");
    for (int i = 0; i < source->evaluation->cell_count; i++) {
        write_cell(source->evaluation, &source->evaluation->cells[i], out);
    }
}

static void write_images(const Export *source, PsBuf *out)
{
    const PsEvaluation *evaluation = source->evaluation;
    ps_buf_printf(out, "file,width,height," COUNT_HEADS "%s\r\n",
                  source->split_names ? ",split" : "");
    for (int i = 0; i < evaluation->dataset->image_count; i++) {
        const PsImage *image = &evaluation->dataset->images[i];
        put_text(out, image->file);
        put_number(out, image->width ? (double)image->width : (double)NAN);
        put_number(out, image->height ? (double)image->height : (double)NAN);
        put_counts(out, ps_image_counts(evaluation, i, evaluation->optimal_index));
        if (source->split_names) {
            ps_buf_char(out, ',');
            put_text(out, source->split_names[i] ? source->split_names[i] : "");
        }
        end_row(out);
    }
}

static void write_warnings(const Export *source, PsBuf *out)
{
    ps_buf_text(out, "code,file,place,text,count\r\n");
    for (int i = 0; i < source->issue_count; i++) {
        const PsIssue *issue = &source->issues[i];
        put_text(out, issue->code);
        ps_buf_char(out, ',');
        put_text(out, issue->file ? ps_path_base(issue->file) : "");
        ps_buf_char(out, ',');
        put_text(out, issue->place ? issue->place : "");
        ps_buf_char(out, ',');
        put_text(out, issue->text);
        put_number(out, issue->count);
        end_row(out);
    }
}

static void put_place(PsBuf *out, const PsIssue *issue, const char *severity, const PsWhere *where)
{
    put_text(out, severity);
    ps_buf_char(out, ',');
    put_text(out, issue->code);
    ps_buf_char(out, ',');
    put_text(out, where->file ? ps_path_base(where->file) : "");
    ps_buf_char(out, ',');
    put_text(out, where->place ? where->place : "");
    ps_buf_char(out, ',');
    put_text(out, where->text ? where->text : issue->text);
    end_row(out);
}

static void put_places(PsBuf *out, const PsIssue *issues, int count, const char *severity)
{
    for (int i = 0; i < count; i++) {
        PsWhere first = {issues[i].file, issues[i].place, NULL};
        if (issues[i].place_count == 0) put_place(out, &issues[i], severity, &first);
        for (int p = 0; p < issues[i].place_count; p++) {
            put_place(out, &issues[i], severity, &issues[i].places[p]);
        }
    }
}

/* One row a place, up to PS_ISSUE_PLACES of each kind. */
static void write_health(const Export *source, PsBuf *out)
{
    ps_buf_text(out, "severity,code,file,place,text\r\n");
    put_places(out, source->issues, source->issue_count, "fault");
    put_places(out, source->notes, source->note_count, "note");
}

/* The id of a label as the file has it, nothing for none. */
static void put_label_id(PsBuf *out, const PsDataset *dataset, int object)
{
    ps_buf_char(out, ',');
    if (object >= 0) ps_buf_printf(out, "%lld", (long long)dataset->objects[object].id);
}

/* What a labelling team works through: where to look, which label it is, what may be wrong, and two
   columns for what was decided. */
static void write_review(const Export *source, PsBuf *out)
{
    const PsDataset *dataset = source->evaluation->dataset;
    ps_buf_text(out, "number,list,image,label_id,second_label_id,class,other,x,y,width,height,"
                     "score,iou,reason,decision,remark\r\n");
    for (int i = 0; source->labels && i < source->advice->label_count; i++) {
        const PsLabelIssue *issue = &source->advice->labels[i];
        const LabelRow *row = &source->labels[i];
        ps_buf_printf(out, "%d,", i + 1);
        put_text(out, row->kind);
        ps_buf_char(out, ',');
        put_text(out, dataset->images[issue->image].file);
        put_label_id(out, dataset, issue->object);
        put_label_id(out, dataset, issue->second);
        ps_buf_char(out, ',');
        put_text(out, row->class_name);
        ps_buf_char(out, ',');
        put_text(out, row->other);
        put_number(out, issue->box.x);
        put_number(out, issue->box.y);
        put_number(out, issue->box.width);
        put_number(out, issue->box.height);
        put_number(out, issue->score);
        put_number(out, issue->iou);
        ps_buf_char(out, ',');
        put_text(out, row->reason);
        ps_buf_text(out, ",,"); /* decision and remark are the team's */
        end_row(out);
    }
}

static void put_near(PsBuf *out, const Export *source, int image, const char *kind,
                     const char *like, int scene)
{
    put_text(out, source->evaluation->dataset->images[image].file);
    ps_buf_char(out, ',');
    put_text(out, kind);
    ps_buf_char(out, ',');
    put_text(out, like);
    ps_buf_char(out, ',');
    if (scene >= 0) ps_buf_printf(out, "%d", scene);
    end_row(out);
}

/* The images before this one that share its scene; the number of the scene is its own. */
static void write_near(const Export *source, PsBuf *out)
{
    const PsDataset *dataset = source->evaluation->dataset;
    PsArena *scratch = ps_arena_new();
    int *first = PS_ARRAY(scratch, int, dataset->image_count + 1);
    ps_buf_text(out, "image,kind,like,scene\r\n");
    for (int i = 0; source->scene_of && i < dataset->image_count; i++) {
        int scene = source->scene_of[i], seen = first[scene]; /* 1 + image */
        if (!seen) first[scene] = i + 1;
        if (seen) put_near(out, source, i, "same scene", dataset->images[seen - 1].file, scene);
    }
    for (int i = 0; source->twins && i < dataset->image_count; i++) {
        PsTwin twin = source->twins[i];
        if (twin.other < 0) continue;
        put_near(out, source, i, twin.copy ? "copy of training" : "like training",
                 source->train->images[twin.other].file, -1);
    }
    ps_arena_free(scratch);
}

typedef struct Table {
    const char *name;
    void (*write)(const Export *source, PsBuf *out);
} Table;

static const Table tables[] = {
    {"thresholds.csv", write_thresholds}, {"classes.csv", write_classes},
    {"confusion.csv", write_confusion},   {"images.csv", write_images},
    {"warnings.csv", write_warnings},     {"data-health.csv", write_health},
    {"label-review.csv", write_review},   {"near-duplicates.csv", write_near},
};

bool export_csv(const Export *source, const char *folder, PsError *error)
{
    PsArena *arena = ps_arena_new();
    const char *csv = ps_path_join(arena, folder, "csv");
    bool fine = ps_folder_make(csv, error);
    for (size_t i = 0; fine && i < sizeof tables / sizeof *tables; i++) {
        PsBuf out = PS_BUF;
        ps_buf_text(&out, "\xEF\xBB\xBF");
        tables[i].write(source, &out);
        fine = ps_file_write(ps_path_join(arena, csv, tables[i].name), out.data, out.length, error);
        ps_buf_free(&out);
    }
    ps_arena_free(arena);
    return fine;
}
