/* The PDF against report.json: every figure that the PDF shows is looked for where it belongs, with
   the digits that rounding the unrounded figure of report.json by hand gives. Run on a set made
   here, and on those of ../shared where they are. Needs the program (PROOFSHEET) and pdftotext. */
#include "gen/pair.h"

#include "base/arena.h"
#include "base/file.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

Suite *pdf_figures_suite(void);

static char base[64]; /* temporary folder of the running test */
static PsArena *arena;
static cJSON *json;
static const char *text; /* of the PDF, as it is laid out, pages parted by form feeds */
static int looked_for;

static const char *path(const char *name)
{
    return ps_path_join(arena, base, name);
}

static void set_up(void)
{
    arena = ps_arena_new();
    json = NULL;
    looked_for = 0;
    strcpy(base, "/tmp/pdf-figures-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(base));
}

static void tear_down(void)
{
    PsError error;
    cJSON_Delete(json);
    ck_assert(ps_folder_remove(base, &error));
    ps_arena_free(arena);
}

/* ---- figures as they must read ---- */

static const cJSON *at(const cJSON *item, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(item, key);
    ck_assert_msg(found != NULL, "report.json has no %s", key);
    return found;
}

static const char *digits(double value, int decimals)
{
    double unit = pow(10, decimals);
    return ps_arena_printf(arena, "%.*f", decimals, floor(value * unit + 0.5 + 1e-7) / unit);
}

static const char *rate(const cJSON *number)
{
    return cJSON_IsNumber(number) ? digits(number->valuedouble, 3) : "–";
}

static const char *count(const cJSON *number)
{
    int n = number->valueint;
    return n < 1000 ? ps_arena_printf(arena, "%d", n)
                    : ps_arena_printf(arena, "%d,%03d", n / 1000, n % 1000);
}

static const char *interval(const cJSON *pair)
{
    return ps_arena_printf(arena, "%s to %s", rate(cJSON_GetArrayItem(pair, 0)),
                           rate(cJSON_GetArrayItem(pair, 1)));
}

/* ---- where they must stand ---- */

/* A copy of the page whose head is this section's. */
static const char *page(const char *section)
{
    for (const char *from = text; *from;) {
        size_t length = strcspn(from, "\f"), line = strcspn(from, "\n");
        const char *head = ps_arena_text_n(arena, from, line);
        if (strstr(head, section)) return ps_arena_text_n(arena, from, length);
        from += length + (from[length] == '\f');
    }
    ck_abort_msg("no page is headed %s", section);
    return "";
}

enum { PARTS = 8 };

/* True if the line holds the parts one after the other, each as a word of its own. */
static bool holds(const char *line, const char *const parts[PARTS])
{
    for (int i = 0; i < PARTS && parts[i]; i++) {
        size_t length = strlen(parts[i]);
        const char *found = line;
        for (;; found++) {
            found = strstr(found, parts[i]);
            if (!found) return false;
            bool begins = found == line || found[-1] == ' ';
            if (begins && (found[length] == ' ' || found[length] == '\0')) break;
        }
        line = found + length;
    }
    return true;
}

/* Some line of the page holds all parts in this order. */
static void line_says(const char *where, const char *const parts[PARTS])
{
    const char *all = page(where);
    looked_for++;
    for (const char *from = all; *from;) {
        size_t length = strcspn(from, "\n");
        if (holds(ps_arena_text_n(arena, from, length), parts)) return;
        from += length + (from[length] == '\n');
    }
    ck_abort_msg("no line of %s says: %s %s %s %s ... in:\n%.2000s", where, parts[0], parts[1],
                 parts[2] ? parts[2] : "", parts[2] && parts[3] ? parts[3] : "", all);
}

#define LINE(where, ...) line_says(where, (const char *const[PARTS]){__VA_ARGS__})

/* ---- the checks ---- */

static void check_verdict(void)
{
    static const char *const metrics[][2] = {
        {"AP", "AP"},         {"AP50", "AP50"},    {"AP75", "AP75"},  {"APs", "AP small"},
        {"APm", "AP medium"}, {"APl", "AP large"}, {"AR100", "AR100"}};
    const cJSON *best = at(json, "optimal"), *intervals = at(json, "intervals");
    const char *where = "MODEL EVALUATION";
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        const cJSON *value = at(at(json, "coco"), metrics[i][0]);
        if (!cJSON_IsNumber(value)) continue;
        LINE(where, metrics[i][1], rate(value), interval(at(intervals, metrics[i][0])));
    }
    LINE(where, "Precision", rate(at(best, "precision")), interval(at(intervals, "precision")));
    LINE(where, "Recall", rate(at(best, "recall")), interval(at(intervals, "recall")));
    LINE(where, "F1", rate(at(best, "f1")), interval(at(intervals, "f1")));
    LINE(where, digits(at(best, "confidence")->valuedouble, 2));
    LINE(where, rate(at(best, "precision")), rate(at(best, "recall")), rate(at(best, "f1")));
    const cJSON *sweep = at(json, "sweep");
    int k = at(best, "index")->valueint;
    LINE(where, "Objects", count(at(at(json, "dataset"), "objects")),
         count(cJSON_GetArrayItem(at(sweep, "correct"), k)));
}

static void check_classes(void)
{
    const cJSON *class;
    cJSON_ArrayForEach(class, at(json, "classes"))
    {
        const cJSON *here = at(class, "at_optimal");
        LINE("PERFORMANCE BY CLASS", at(class, "name")->valuestring, count(at(class, "objects")),
             rate(at(class, "AP")), rate(at(class, "AP50")), rate(at(class, "AP75")),
             rate(at(here, "precision")), rate(at(here, "recall")), rate(at(here, "f1")));
        const cJSON *own = at(class, "optimal");
        if (!cJSON_IsNumber(at(own, "confidence"))) continue;
        LINE("PERFORMANCE BY CLASS", at(class, "name")->valuestring, rate(at(own, "precision")),
             rate(at(own, "recall")), rate(at(own, "f1")));
    }
}

/* Rows of the PDF are predictions: the transposed counts. A zero stands in the cell too. */
static void check_matrix(void)
{
    const cJSON *counts = at(at(json, "confusion"), "counts");
    int size = cJSON_GetArraySize(counts);
    for (int p = 0; p < size; p++) {
        const char *parts[PARTS] = {0};
        ck_assert_int_lt(size, PARTS + 1);
        for (int a = 0; a < size && a < PARTS; a++) {
            if (p == size - 1 && a == size - 1) continue; /* what was neither labelled nor found */
            parts[a] = count(cJSON_GetArrayItem(cJSON_GetArrayItem(counts, a), p));
        }
        line_says("CONFUSION MATRIX", parts);
    }
}

static void check_errors(void)
{
    static const char *const kinds[][2] = {{"Cls", "Wrong class"},      {"Loc", "Badly placed"},
                                           {"Both", "Class and place"}, {"Dupe", "Duplicate"},
                                           {"Bkg", "Background"},       {"Miss", "Missed"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const cJSON *kind = at(at(json, "errors"), kinds[i][0]);
        LINE("ERRORS AND SCORES", kinds[i][1], digits(100 * at(kind, "dAP")->valuedouble, 1),
             count(at(kind, "count")));
    }
    const cJSON *calibration = at(json, "calibration");
    LINE("ERRORS AND SCORES", "D-ECE: distance of score and precision",
         rate(at(calibration, "d_ece")));
    LINE("ERRORS AND SCORES", "LaECE: with the quality of the place",
         rate(at(calibration, "la_ece")));
    LINE("ERRORS AND SCORES", "Brier score", rate(at(calibration, "brier")));
    LINE("ERRORS AND SCORES", "oLRP: localisation, recall, precision in one",
         rate(at(at(json, "lrp"), "oLRP")));
}

static void check_clusters(void)
{
    const cJSON *cluster;
    cJSON_ArrayForEach(cluster, cJSON_GetObjectItem(json, "clusters"))
    {
        LINE("VECTOR MAP", at(cluster, "name")->valuestring, count(at(cluster, "images")),
             rate(at(cluster, "f1")), rate(at(cluster, "f1_rest")));
    }
}

/* White space as one space: sentences are broken into lines. */
static const char *flat(const char *from)
{
    PsBuf out = PS_BUF;
    for (; *from; from++) {
        bool white = *from == ' ' || *from == '\n';
        if (!white) ps_buf_char(&out, *from);
        if (white && out.length && out.data[out.length - 1] != ' ') ps_buf_char(&out, ' ');
    }
    const char *copy = ps_arena_text_n(arena, out.data, out.length);
    ps_buf_free(&out);
    return copy;
}

static const char *extracted(const char *options);

/* The sentences of the cards hold figures of their own, in running text. */
static void check_advice(void)
{
    const cJSON *card;
    const char *running = flat(extracted(""));
    cJSON_ArrayForEach(card, at(json, "recommendations"))
    {
        if (!cJSON_IsTrue(at(card, "open"))) continue;
        const char *title = at(card, "title")->valuestring, *all = at(card, "text")->valuestring;
        const char *action = at(card, "action")->valuestring, *why = all + strlen(title) + 2;
        const char *end = strstr(why, action);
        const char *sentence = ps_arena_text_n(arena, why, (size_t)(end - why) - 1);
        ck_assert_msg(strstr(running, title) != NULL, "%s", title);
        ck_assert_msg(strstr(running, sentence) != NULL, "no page says: %s", sentence);
        looked_for += 2;
    }
}

/* ---- the sets ---- */

static const char *extracted(const char *options)
{
    PsBytes bytes;
    PsError error;
    const char *command = ps_arena_printf(arena, "pdftotext -q -enc UTF-8 %s %s %s", options,
                                          path("report/report.pdf"), path("text"));
    ck_assert_int_eq(system(command), 0);
    ck_assert(ps_file_read(path("text"), 1 << 24, &bytes, &error));
    const char *copy = ps_arena_text_n(arena, bytes.data, bytes.size);
    ps_bytes_free(&bytes);
    return copy;
}

static bool can_run(void)
{
    if (getenv("PROOFSHEET") && system("command -v pdftotext > /dev/null 2>&1") == 0) return true;
    printf("pdf figures: PROOFSHEET or pdftotext is not there, the digits are not compared\n");
    return false;
}

static void report_on(const char *arguments)
{
    const char *command =
        ps_arena_printf(arena, "'%s' report -q %s -o %s 2> %s", getenv("PROOFSHEET"), arguments,
                        path("report"), path("said"));
    ck_assert_int_eq(system(command), 0);
    json = read_json(path("report/report.json"));
    text = extracted("-layout");
}

static void check_all(void)
{
    check_verdict();
    check_classes();
    check_matrix();
    check_errors();
    check_clusters();
    check_advice();
}

/* Numbers from 0 to 1, the same everywhere. */
static double next(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return (*state >> 8) / (double)(1 << 24);
}

/* 120 images of ten objects of five classes; a box for most, some shifted, some of the next class,
   some where nothing is. */
static void write_set(void)
{
    PsBuf truth = PS_BUF, found = PS_BUF;
    PsError error;
    unsigned state = 7;
    ps_buf_text(&truth, "{\"categories\":[");
    for (int c = 1; c <= 5; c++) {
        ps_buf_printf(&truth, "%s{\"id\":%d,\"name\":\"kind %c\"}", c > 1 ? "," : "", c,
                      'A' + c - 1);
    }
    ps_buf_text(&truth, "],\"images\":[");
    for (int i = 1; i <= 120; i++) {
        ps_buf_printf(&truth, "%s{\"id\":%d,\"file_name\":\"%d.jpg\",\"width\":640,\"height\":480}",
                      i > 1 ? "," : "", i, i);
    }
    ps_buf_text(&truth, "],\"annotations\":[");
    ps_buf_text(&found, "[");
    for (int n = 0; n < 1200; n++) {
        double x = 64 * (n % 10), y = 400 * next(&state), size = 12 + 50 * next(&state);
        double luck = next(&state), score = next(&state), shift = size * next(&state) / 4;
        int image = n / 10 + 1, class = (int)(5 * next(&state)) + 1;
        ps_buf_printf(
            &truth,
            "%s{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"bbox\":[%.1f,%.1f,%.1f,%.1f],"
            "\"area\":%.2f,\"iscrowd\":0}",
            n ? "," : "", n + 1, image, class, x, y, size, size, size * size);
        if (luck < 0.07 * class) continue;
        bool wrong = luck > 0.95, lost = luck > 0.85 && !wrong;
        ps_buf_printf(&found,
                      "%s{\"image_id\":%d,\"category_id\":%d,\"bbox\":[%.1f,%.1f,%.1f,%.1f],"
                      "\"score\":%.4f}",
                      found.length > 1 ? "," : "", image, wrong ? class % 5 + 1 : class, x + shift,
                      lost ? 440.0 : y, size, size, lost ? score * 0.7 : 0.2 + score * 0.8);
    }
    ps_buf_text(&truth, "]}");
    ps_buf_text(&found, "]");
    ck_assert(ps_file_write(path("truth.json"), truth.data, truth.length, &error));
    ck_assert(ps_file_write(path("found.json"), found.data, found.length, &error));
    ps_buf_free(&truth);
    ps_buf_free(&found);
}

START_TEST(says_the_figures_of_its_own_set)
{
    if (!can_run()) return;
    write_set();
    report_on(ps_arena_printf(arena, "-g %s -p %s", path("truth.json"), path("found.json")));
    check_all();
    ck_assert_int_gt(looked_for, 40);
}
END_TEST

START_TEST(says_the_figures_of_a_real_set)
{
    const char *shared = getenv("PROOFSHEET_SHARED");
    const char *set = ps_path_join(arena, shared && *shared ? shared : "../shared", "data/bccd");
    if (!can_run()) return;
    if (!ps_file_exists(ps_path_join(arena, set, "coco/instances_valtest.json"))) {
        printf("pdf figures: %s is not there, the real set is skipped\n", set);
        return;
    }
    report_on(ps_arena_printf(arena,
                              "-g %s/coco/instances_valtest.json -p %s/predictions/v2-coco.json "
                              "-e %s/embeddings/v2-backbone-valtest.npy --embedding-names "
                              "%s/embeddings/names-valtest.txt",
                              set, set, set, set));
    check_all();
    ck_assert_int_gt(looked_for, 40);
}
END_TEST

Suite *pdf_figures_suite(void)
{
    Suite *suite = suite_create("pdf figures");
    TCase *tcase = tcase_create("pdf figures");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, says_the_figures_of_its_own_set);
    tcase_add_test(tcase, says_the_figures_of_a_real_set);
    suite_add_tcase(suite, tcase);
    return suite;
}
