/* The tables of csv/: read back by the rules of RFC 4180, every figure is that of the evaluation,
   and what spreadsheets trip over is guarded. */
#include "export/export.h"
#include "support.h"

#include "base/file.h"

#include <check.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TCase *csv_case(void);

static Scene *scene;
static const PsEvaluation *evaluation;
static Export source;
static char folder[64];

static PsWhere places[] = {{"some/where/truth.json", "annotations[3]", NULL},
                           {"some/other/file.json", "=annotations[7]", "Only here."}};
static const PsIssue issues[] = {
    {.code = "odd-thing",
     .file = "some/where/truth.json",
     .place = "annotations[3]",
     .text = "Said \"so\", once.",
     .count = 2,
     .places = places,
     .place_count = 2},
    {.code = "other-thing", .text = "@text", .count = 1},
};
static const PsIssue notes[] = {
    {.code = "idle-thing", .file = "b.json", .place = "a.jpg", .text = "Nothing.", .count = 1}};

static void set_up(void)
{
    scene = scene_hard_names();
    evaluation = scene_evaluate(scene, 0);
    source = (Export){.evaluation = evaluation,
                      .title = "T",
                      .issues = issues,
                      .issue_count = COUNT_OF(issues),
                      .notes = notes,
                      .note_count = 1};
    strcpy(folder, "/tmp/csv-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void tear_down(void)
{
    PsError error;
    ck_assert(ps_folder_remove(folder, &error));
    scene_free(scene);
}

enum { MOST_CELLS = 8000 };

/* A table by RFC 4180, cells row after row. */
typedef struct Table {
    PsBytes bytes;
    char *cells[MOST_CELLS];
    int columns, rows; /* the head is row 0 */
} Table;

/* Reads one cell in place; *at moves to the comma or the line end behind it. */
static char *take_cell(char **at)
{
    char *cell = *at, *write = cell;
    bool quoted = *cell == '"';
    *at += quoted;
    while (quoted ? !(**at == '"' && (*at)[1] != '"') : !strchr(",\r", **at)) {
        ck_assert(**at && (quoted || (**at != '\n' && **at != '"')));
        *at += quoted && **at == '"';
        *write++ = *(*at)++;
    }
    *at += quoted;
    ck_assert_msg(**at == ',' || strncmp(*at, "\r\n", 2) == 0, "after a cell: %.10s", *at);
    *at += **at == ',' ? 1 : 2;
    *write = '\0';
    return cell;
}

static Table read_table(const char *name)
{
    Table table = {0};
    PsError error;
    char path[128];
    snprintf(path, sizeof path, "%s/csv/%s", folder, name);
    ck_assert_msg(ps_file_read(path, 1 << 24, &table.bytes, &error), "%s: %s", path, error.found);
    ck_assert_int_eq(memcmp(table.bytes.data, "\xEF\xBB\xBF", 3), 0);
    int cells = 0, in_row = 0;
    for (char *next = table.bytes.data + 3; *next;) {
        ck_assert_int_lt(cells, MOST_CELLS);
        table.cells[cells++] = take_cell(&next);
        in_row++;
        if (next[-1] != '\n') continue;
        if (table.rows++ == 0) table.columns = in_row;
        ck_assert_int_eq(in_row, table.columns);
        in_row = 0;
    }
    ck_assert_int_eq(in_row, 0);
    return table;
}

static const char *cell(const Table *table, int row, const char *column)
{
    ck_assert_int_lt(row, table->rows);
    for (int c = 0; c < table->columns; c++) {
        if (strcmp(table->cells[c], column) == 0) return table->cells[row * table->columns + c];
    }
    ck_abort_msg("no column %s", column);
}

/* The cell holds the same double, or is empty for NaN. */
static void check_cell(const Table *table, int row, const char *column, double wanted)
{
    const char *text = cell(table, row, column);
    bool same = isnan(wanted) ? !*text : *text && strtod(text, NULL) == wanted;
    ck_assert_msg(same, "row %d, %s: '%s', wanted %.17g", row, column, text, wanted);
}

static void check_count_cells(const Table *table, int row, PsCounts counts)
{
    check_cell(table, row, "precision", ps_precision(counts));
    check_cell(table, row, "recall", ps_recall(counts));
    check_cell(table, row, "f1", ps_f1(counts));
    check_cell(table, row, "correct", counts.correct);
    check_cell(table, row, "misclassified", counts.misclassified);
    check_cell(table, row, "false_positive", counts.false_positive);
    check_cell(table, row, "false_negative", counts.missed);
    check_cell(table, row, "ignored", counts.ignored);
}

static Table exported(const char *name)
{
    PsError error = {0};
    ck_assert_msg(export_csv(&source, folder, &error), "%s", error.found);
    return read_table(name);
}

/* As in the evaluation, but for the guard. */
static const char *const shown_names[] = {"'=SUM(A1)", "a, \"b\"\r\nc </script>"};

START_TEST(csv_thresholds)
{
    Table table = exported("thresholds.csv");
    int n = evaluation->threshold_count;
    ck_assert_int_eq(table.rows, 1 + 3 * n);
    for (int i = 0; i < 3 * n; i++) {
        int c = i / n - 1, k = i % n;
        ck_assert_str_eq(cell(&table, i + 1, "class"), c < 0 ? "" : shown_names[c]);
        check_cell(&table, i + 1, "confidence", evaluation->thresholds[k]);
        check_count_cells(&table, i + 1,
                          c < 0 ? evaluation->sweep[k] : evaluation->class_sweep[c * n + k]);
    }
    ps_bytes_free(&table.bytes);
}
END_TEST

START_TEST(csv_classes)
{
    Table table = exported("classes.csv");
    ck_assert_int_eq(table.rows, 3);
    for (int c = 0; c < 2; c++) {
        ck_assert_str_eq(cell(&table, c + 1, "class"), shown_names[c]);
        check_cell(&table, c + 1, "objects", 3);
        check_cell(&table, c + 1, "images", c ? 3 : 2);
        check_cell(&table, c + 1, "AP", evaluation->coco.class_ap[c]);
        check_cell(&table, c + 1, "AP75", evaluation->coco.class_ap75[c]);
        check_cell(&table, c + 1, "own_confidence", NAN);
        check_count_cells(&table, c + 1,
                          evaluation->class_sweep[c * evaluation->threshold_count + 73]);
    }
    ps_bytes_free(&table.bytes);
}
END_TEST

static int class_named(const char *name)
{
    for (int c = 0; c < 2; c++) {
        if (strcmp(name, shown_names[c]) == 0) return c;
    }
    ck_assert_str_eq(name, "background");
    return 2;
}

/* The runs of the table add up to every cell at every threshold. */
START_TEST(csv_confusion)
{
    Table table = exported("confusion.csv");
    static int counts[3][3][101], images[3][3][101];
    memset(counts, 0, sizeof counts);
    memset(images, 0, sizeof images);
    for (int row = 1; row < table.rows; row++) {
        int a = class_named(cell(&table, row, "actual"));
        int p = class_named(cell(&table, row, "predicted"));
        int first = grid_index(evaluation, strtod(cell(&table, row, "confidence_from"), NULL));
        int last = grid_index(evaluation, strtod(cell(&table, row, "confidence_to"), NULL));
        for (int k = first; k <= last; k++) {
            counts[a][p][k] += atoi(cell(&table, row, "count"));
            images[a][p][k] += atoi(cell(&table, row, "images"));
        }
    }
    for (int i = 0; i < 9 * 101; i++) {
        int a = i / 303, p = i / 101 % 3, k = i % 101;
        const PsCell *wanted = ps_cell_find(evaluation, a, p);
        ck_assert_int_eq(counts[a][p][k], wanted ? wanted->counts[k] : 0);
        ck_assert_int_eq(images[a][p][k], wanted ? wanted->images[k] : 0);
    }
    ps_bytes_free(&table.bytes);
}
END_TEST

/* Up to .50 two objects of one image are taken for B; above, one of it and one of the next image.
 */
START_TEST(csv_runs_end_where_images_change)
{
    enum { A, B };
    Scene *other = scene_new(2, 2);
    scene_object(other, 0, A, AT(0, 0, 10, 10));
    scene_object(other, 0, A, AT(20, 0, 10, 10));
    scene_object(other, 1, A, AT(0, 0, 10, 10));
    scene_detection(other, 0, B, 0.9, AT(0, 0, 10, 10));
    scene_detection(other, 0, B, 0.5, AT(20, 0, 10, 10));
    scene_detection(other, 1, A, 0.5, AT(0, 0, 10, 10));
    scene_detection(other, 1, B, 0.9, AT(0, 0, 10, 10));
    source.evaluation = scene_evaluate(other, 0);
    Table table = exported("confusion.csv");
    int row = 1;
    while (strcmp(cell(&table, row, "actual"), "A") != 0 ||
           strcmp(cell(&table, row, "predicted"), "B") != 0) {
        row++;
    }
    for (int i = 0; i < 2; i++) {
        check_cell(&table, row + i, "confidence_from", i ? 0.51 : 0);
        check_cell(&table, row + i, "confidence_to", i ? 0.9 : 0.5);
        check_cell(&table, row + i, "count", 2);
        check_cell(&table, row + i, "images", i ? 2 : 1);
    }
    ps_bytes_free(&table.bytes);
    scene_free(other);
}
END_TEST

START_TEST(csv_images_and_warnings)
{
    static const char *const files[] = {"sub/\xC3\xBC,1.jpg", "'-x.jpg", " lead", "4.jpg"};
    Table table = exported("images.csv");
    ck_assert_int_eq(table.rows, 5);
    for (int i = 0; i < 4; i++) {
        PsCounts sweep[101];
        ps_image_sweep(evaluation, i, sweep);
        ck_assert_str_eq(cell(&table, i + 1, "file"), files[i]);
        check_cell(&table, i + 1, "width", i < 3 ? 640 : NAN);
        check_count_cells(&table, i + 1, sweep[73]);
    }
    ps_bytes_free(&table.bytes);
    table = read_table("warnings.csv");
    ck_assert_int_eq(table.rows, 3);
    ck_assert_str_eq(cell(&table, 1, "file"), "truth.json");
    ck_assert_str_eq(cell(&table, 1, "text"), "Said \"so\", once.");
    ck_assert_str_eq(cell(&table, 2, "text"), "'@text");
    check_cell(&table, 1, "count", 2);
    ps_bytes_free(&table.bytes);
    table = read_table("data-health.csv");
    ck_assert_int_eq(table.rows, 5);
    ck_assert_str_eq(cell(&table, 1, "place"), "annotations[3]");
    ck_assert_str_eq(cell(&table, 2, "file"), "file.json");
    ck_assert_str_eq(cell(&table, 2, "place"), "'=annotations[7]");
    ck_assert_str_eq(cell(&table, 1, "text"), "Said \"so\", once.");
    ck_assert_str_eq(cell(&table, 2, "text"), "Only here.");
    ck_assert_str_eq(cell(&table, 2, "code"), "odd-thing");
    ck_assert_str_eq(cell(&table, 3, "severity"), "fault");
    ck_assert_str_eq(cell(&table, 4, "severity"), "note");
    ck_assert_str_eq(cell(&table, 4, "place"), "a.jpg");
    ps_bytes_free(&table.bytes);
}
END_TEST

TCase *csv_case(void)
{
    TCase *csv = tcase_create("csv");
    tcase_add_checked_fixture(csv, set_up, tear_down);
    tcase_add_test(csv, csv_thresholds);
    tcase_add_test(csv, csv_classes);
    tcase_add_test(csv, csv_confusion);
    tcase_add_test(csv, csv_runs_end_where_images_change);
    tcase_add_test(csv, csv_images_and_warnings);
    return csv;
}
