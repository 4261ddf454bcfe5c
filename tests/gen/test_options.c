/* The command line: every option in every form, and every way to get it wrong. */
#include "options.h"
#include "support.h"

#include "base/file.h"

#include <check.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *options_suite(void);

enum { MOST_ARGUMENTS = 16 };
enum { REPORT = 1, METRICS = 2, CHECK = 4, FORMATS = 8, READS = 7, ALL = 15 };

/* The arguments are parted by single spaces. */
static bool parse(const char *line, Options *options, PsError *error)
{
    static char text[512];
    static char *arguments[MOST_ARGUMENTS];
    int count = 0;
    snprintf(text, sizeof text, "proofsheet%s%s", *line ? " " : "", line);
    for (char *word = text; word; count++) {
        ck_assert_int_lt(count, MOST_ARGUMENTS);
        char *space = strchr(word, ' ');
        if (space) *space = '\0';
        arguments[count] = word;
        word = space ? space + 1 : NULL;
    }
    *error = (PsError){0};
    return options_parse(count, arguments, options, error);
}

static Options accept(const char *line)
{
    Options options;
    PsError error;
    ck_assert_msg(parse(line, &options, &error), "%s: %s", line, error.found);
    ck_assert_int_eq(error.code, PS_OK);
    return options;
}

static void refuse(const char *line, const char *found, const char *wanted)
{
    Options options;
    PsError error;
    ck_assert_msg(!parse(line, &options, &error), "'%s' was accepted", line);
    ck_assert_int_eq(error.code, PS_ERROR_USAGE);
    ck_assert_str_eq(error.found, found);
    ck_assert_str_eq(error.wanted, wanted);
    ck_assert_str_eq(error.file, "");
}

/* ---- one row an option ---- */

typedef enum Kind { TEXT, FLAG, NUMBER, COUNT, WHEN, RATE, NONE_OR_COUNT } Kind;

typedef struct Row {
    const char *name;
    char letter;
    Kind kind;
    int commands;
    size_t field;
    const char *argument; /* as the help names it */
    const char *value;    /* other than the default */
    const char *wrong[5]; /* refused values */
    const char *range;    /* COUNT, RATE: what a refusal wants */
} Row;

#define FIELD(name) offsetof(Options, name)
static const Row rows[] = {
    {"ground-truth", 'g', TEXT, READS, FIELD(ground_truth), "TRUTH", "other.json", {0}, NULL},
    {"predictions", 'p', TEXT, READS, FIELD(predictions), "FILE", "-", {0}, NULL},
    {"images", 'i', TEXT, READS, FIELD(images), "FOLDER", "pictures", {0}, NULL},
    {"classes", 'c', TEXT, READS, FIELD(classes), "FILE", "data.yaml", {0}, NULL},
    {"split", 0, TEXT, READS, FIELD(split), "NAME", "test", {0}, NULL},
    {"output", 'o', TEXT, REPORT, FIELD(output), "FOLDER", "out", {0}, NULL},
    {"format", 0, TEXT, READS, FIELD(format), "NAME", "coco", {0}, NULL},
    {"prediction-format",
     0,
     TEXT,
     READS,
     FIELD(prediction_format),
     "NAME",
     "coco-results",
     {0},
     NULL},
    {"iou",
     0,
     NUMBER,
     REPORT | METRICS,
     FIELD(iou),
     "U",
     "0.75",
     {"0", "-0.5", "1.01", "half", "0.5x"},
     NULL},
    {"confidence",
     0,
     RATE,
     REPORT | METRICS,
     FIELD(confidence),
     "T",
     "0.25",
     {"-0.1", "-0.5", "1.01", "half", "0.5x"},
     "a number from 0 to 1"},
    {"train", 0, TEXT, REPORT | METRICS, FIELD(train), "TRUTH", "train.json", {0}, NULL},
    {"train-images", 0, TEXT, REPORT, FIELD(train_images), "DIR", "train", {0}, NULL},
    {"embeddings", 'e', TEXT, READS, FIELD(embeddings), "FILE", "vectors.npy", {0}, NULL},
    {"embedding-names", 0, TEXT, READS, FIELD(embedding_names), "FILE", "names.txt", {0}, NULL},
    {"baseline", 'b', TEXT, REPORT | METRICS, FIELD(baseline), "FILE", "other.json", {0}, NULL},
    {"max-drop", 0, TEXT, REPORT | METRICS, FIELD(max_drop), "EXPR", "AP50<=0.01", {0}, NULL},
    {"require", 0, TEXT, REPORT | METRICS, FIELD(require), "EXPR", "AP50>=0.6", {0}, NULL},
    {"slices", 0, TEXT, READS, FIELD(slices), "FILE", "slices.csv", {0}, NULL},
    {"resamples",
     0,
     NONE_OR_COUNT,
     REPORT | METRICS,
     FIELD(resamples),
     "N",
     "250",
     {"-1", "100001", "1e3", "many", "99"},
     "0, or a whole number from 100 to 100000"},
    {"seed",
     0,
     COUNT,
     REPORT | METRICS,
     FIELD(seed),
     "N",
     "7",
     {"-1", "0.5", "x"},
     "a whole number from 0 to 2147483647"},
    {"title", 0, TEXT, REPORT, FIELD(title), "TEXT", "Title", {0}, NULL},
    {"model-name", 0, TEXT, REPORT, FIELD(model_name), "TEXT", "v2", {0}, NULL},
    {"no-pdf", 0, FLAG, REPORT, FIELD(no_pdf), NULL, NULL, {0}, NULL},
    {"no-images", 0, FLAG, REPORT, FIELD(no_images), NULL, NULL, {0}, NULL},
    {"single-file", 0, FLAG, REPORT, FIELD(single_file), NULL, NULL, {0}, NULL},
    {"allow-huge", 0, FLAG, REPORT, FIELD(allow_huge), NULL, NULL, {0}, NULL},
    {"gallery-limit",
     0,
     COUNT,
     REPORT,
     FIELD(gallery_limit),
     "N",
     "24",
     {"0", "1000001", "1.5", "all"},
     "a whole number from 1 to 1000000"},
    {"preview-size",
     0,
     COUNT,
     REPORT,
     FIELD(preview_size),
     "PX",
     "640",
     {"63", "8193", "640.5", "big", "-640"},
     "a whole number from 64 to 8192"},
    {"font", 0, TEXT, REPORT, FIELD(font), "FILE", "font.ttf", {0}, NULL},
    {"json", 0, FLAG, METRICS, FIELD(json), NULL, NULL, {0}, NULL},
    {"arrays", 0, FLAG, METRICS, FIELD(arrays), NULL, NULL, {0}, NULL},
    {"threads",
     'j',
     COUNT,
     READS,
     FIELD(threads),
     "N",
     "64",
     {"0", "65", "2.5", "two", "-1"},
     "a whole number from 1 to 64"},
    {"quiet", 'q', FLAG, READS, FIELD(quiet), NULL, NULL, {0}, NULL},
    {"color", 0, WHEN, READS, FIELD(color), "WHEN", "never", {"maybe", "Never", "1"}, NULL},
    {"manual", 0, FLAG, ALL, FIELD(manual), NULL, NULL, {0}, NULL},
    {"version", 0, FLAG, ALL, FIELD(version), NULL, NULL, {0}, NULL},
    {"help", 'h', FLAG, ALL, FIELD(help), NULL, NULL, {0}, NULL},
};
enum { ROWS = sizeof rows / sizeof *rows };

typedef struct Command {
    const char *name, *needed;
    int bit;
} Command;

static const Command commands[] = {
    {"report", "report -g t -p p", REPORT},
    {"metrics", "metrics -g t -p p", METRICS},
    {"check", "check -g t", CHECK},
    {"formats", "formats", FORMATS},
};

static const Command *command_with(const Row *row)
{
    const Command *command = commands;
    while (!(row->commands & command->bit)) command++;
    return command;
}

/* Options that this one does nothing without. */
static const char *company_of(const char *name)
{
    static const char *const pairs[][2] = {
        {"train-images", "--train t -i i"}, {"max-drop", "-b b"}, {"embedding-names", "-e e"},
        {"allow-huge", "--single-file"},    {"arrays", "--json"}, {"quiet", ""},
    };
    for (int i = 0; i < COUNT_OF(pairs); i++) {
        if (strcmp(pairs[i][0], name) == 0) return pairs[i][1];
    }
    return "--quiet";
}

static void check_field(const Row *row, const Options *options, const char *line)
{
    const void *field = (const char *)options + row->field;
    switch (row->kind) {
    case TEXT: ck_assert_pstr_eq(*(const char *const *)field, row->value); break;
    case FLAG: ck_assert_msg(*(const bool *)field, "%s", line); break;
    case RATE:
    case NUMBER: ck_assert_double_eq(*(const double *)field, strtod(row->value, NULL)); break;
    case NONE_OR_COUNT:
    case COUNT: ck_assert_int_eq(*(const int *)field, atoi(row->value)); break;
    case WHEN: ck_assert_int_eq(*(const Color *)field, COLOR_NEVER); break;
    }
}

static void accept_form(const Row *row, const char *format, const char *name)
{
    char form[64], line[256];
    snprintf(form, sizeof form, format, name, row->value);
    const char *needed = command_with(row)->needed, *with = company_of(row->name);
    if (strcmp(row->name, "ground-truth") == 0) needed = "check"; /* each is given once */
    if (strcmp(row->name, "predictions") == 0) needed = "check -g t";
    if (row->commands & ~READS) with = "";
    snprintf(line, sizeof line, "%s %s%s%s", needed, form, *with ? " " : "", with);
    Options options = accept(line);
    check_field(row, &options, line);
    snprintf(line, sizeof line, "%s %s%s%s", form, needed, *with ? " " : "", with);
    if (row->commands & ~READS) return;
    options = accept(line); /* options may stand before the command */
    check_field(row, &options, line);
}

START_TEST(forms)
{
    const Row *row = &rows[_i];
    char letter[2] = {row->letter, '\0'};
    if (row->kind == FLAG) {
        accept_form(row, "--%s", row->name);
        if (row->letter) accept_form(row, "-%s", letter);
        return;
    }
    accept_form(row, "--%s %s", row->name);
    accept_form(row, "--%s=%s", row->name);
    if (!row->letter) return;
    accept_form(row, "-%s %s", letter);
    accept_form(row, "-%s%s", letter);
}
END_TEST

START_TEST(missing_or_superfluous_value)
{
    const Row *row = &rows[_i];
    char line[128], found[128], wanted[128];
    if (row->kind == FLAG) {
        snprintf(line, sizeof line, "%s --%s=1", command_with(row)->needed, row->name);
        snprintf(found, sizeof found, "option takes no value: '%s'", row->name);
        refuse(line, found, "no value");
        return;
    }
    snprintf(line, sizeof line, "%s --%s", command_with(row)->needed, row->name);
    snprintf(found, sizeof found, "nothing follows option '%s'", row->name);
    bool number = row->kind != TEXT && row->kind != WHEN;
    snprintf(wanted, sizeof wanted, number ? "a number (%s) after --%s" : "%s after --%s",
             row->argument, row->name);
    refuse(line, found, wanted);
    if (!row->letter) return;
    snprintf(line, sizeof line, "%s -%c", command_with(row)->needed, row->letter);
    refuse(line, found, wanted);
}
END_TEST

static const char *wanted_by(const Row *row)
{
    switch (row->kind) {
    case NUMBER: return "a number above 0, at most 1";
    case RATE:
    case NONE_OR_COUNT:
    case COUNT: return row->range;
    case WHEN: return "auto, always or never";
    case TEXT:
    case FLAG: break;
    }
    return "";
}

START_TEST(wrong_values)
{
    const Row *row = &rows[_i];
    for (int i = 0; i < COUNT_OF(row->wrong) && row->wrong[i]; i++) {
        char line[128], found[128];
        snprintf(line, sizeof line, "%s --%s %s", command_with(row)->needed, row->name,
                 row->wrong[i]);
        snprintf(found, sizeof found, "--%s '%s'", row->name, row->wrong[i]);
        refuse(line, found, wanted_by(row));
    }
}
END_TEST

/* An option of another command is refused, even with its default value. */
START_TEST(other_commands)
{
    static const char *const defaults[] = {NULL, NULL, "0.5", "1280", "auto", "0.5", "0"};
    const Row *row = &rows[_i];
    for (int c = 0; c < COUNT_OF(commands); c++) {
        char line[128], found[128];
        if (row->commands & commands[c].bit) continue;
        const char *usual = row->kind == TEXT ? row->value : defaults[row->kind];
        if (row->kind == COUNT && row->letter) usual = "1";
        snprintf(line, sizeof line, "%s --%s%s%s", commands[c].needed, row->name,
                 row->kind == FLAG ? "" : "=", row->kind == FLAG ? "" : usual);
        snprintf(found, sizeof found, "option --%s does not belong to '%s'", row->name,
                 commands[c].name);
        refuse(line, found, "see proofsheet --help");
    }
}
END_TEST

/* ---- the rest ---- */

typedef struct Refusal {
    const char *line, *found, *wanted;
} Refusal;

static const char help_hint[] = "see proofsheet --help";

static const Refusal refusals[] = {
    {"report -g t -p p --unknown", "unknown option '--unknown'", help_hint},
    {"report -g t -p p --unknown=1", "unknown option '--unknown=1'", help_hint},
    {"report -g t -p p --io 0.5", "unknown option '--io'", "did you mean --iou?"},
    {"report -g t -p p --ouput=x", "unknown option '--ouput=x'", "did you mean --output?"},
    {"report -g t -p p --embedings x", "unknown option '--embedings'",
     "did you mean --embeddings?"},
    {"report -g t -p p --tilte x", "unknown option '--tilte'", "did you mean --title?"},
    {"report -g t -p p --predictionformat x", "unknown option '--predictionformat'",
     "did you mean --prediction-format?"},
    {"report -g t -p p --qqq", "unknown option '--qqq'", help_hint},
    {"report -g t -p p -x", "unknown option '-x'", help_hint},
    {"report -g t -p p -", "unknown option '-'", help_hint},
    {"report -g t -p p --", "unknown option '--'", help_hint},
    {"report -g t -p p -qh", "letters cannot be joined: '-qh'", "options one by one"},
    {"report -g t -p p more", "unexpected argument 'more'", "options start with -"},
    {"reprot -g t -p p", "unknown command 'reprot'", "did you mean report?"},
    {"evaluate -g t -p p", "unknown command 'evaluate'", "report, metrics, check or formats"},
    {"report -p p", "no ground truth given to 'report'", "-g TRUTH"},
    {"report -g t", "no predictions given to 'report'", "-p PREDICTIONS"},
    {"metrics -g t", "no predictions given to 'metrics'", "-p PREDICTIONS"},
    {"check -g -", "only predictions can come from standard input, not '-g -'", "a file"},
    {"check", "no ground truth given to 'check'", "-g TRUTH"},
    {"report -g t --predictions=", "--predictions ''", "FILE"},
    {"report -p p --ground-truth=", "--ground-truth ''", "TRUTH"},
    {"check -g t --images=", "--images ''", "FOLDER"},
    {"report -g t -p p -p q", "option --predictions is given twice", "one of the two"},
    {"metrics -g t -p p --iou 0.6 --iou=0.7", "option --iou is given twice", "one of the two"},
    {"report -g t -p p --train-images d -i i", "--train-images without --train",
     "--train TRUTH as well"},
    {"report -g t -p p --train-images d --train t", "--train-images without --images",
     "--images FOLDER as well"},
    {"report -g t -p p -i i --train-images d --train t --no-images",
     "--train-images with --no-images: no picture is looked at", "one of the two"},
    {"metrics -g t -p p --max-drop AP<=0", "--max-drop without --baseline",
     "--baseline FILE as well"},
    {"metrics -g t -p p --arrays", "--arrays without --json", "--json as well"},
    {"check -g t --embedding-names n", "--embedding-names without --embeddings",
     "--embeddings FILE as well"},
    {"report -g t -p p --allow-huge", "--allow-huge without --single-file",
     "--single-file as well"},
    {"", "no command given",
     "proofsheet report -g TRUTH -p PREDICTIONS -i IMAGES; see proofsheet --help"},
};

START_TEST(refused_lines)
{
    refuse(refusals[_i].line, refusals[_i].found, refusals[_i].wanted);
}
END_TEST

START_TEST(defaults)
{
    Options options = accept("report -g truth.json -p found.json");
    ck_assert_str_eq(options.command, "report");
    ck_assert_str_eq(options.ground_truth, "truth.json");
    ck_assert_str_eq(options.predictions, "found.json");
    ck_assert_str_eq(options.output, "report");
    ck_assert_double_eq(options.iou, 0.5);
    ck_assert_int_eq(options.preview_size, 0);
    ck_assert_int_ge(options.threads, 1);
    ck_assert_int_eq(options.color, COLOR_AUTO);
    ck_assert(!options.images && !options.title && !options.font && !options.format);
    ck_assert(!options.json && !options.no_pdf && !options.quiet && !options.help);
}
END_TEST

START_TEST(odd_values)
{
    ck_assert_double_eq(accept("metrics -g t -p p --confidence 0").confidence, 0);
    ck_assert_int_eq(accept("metrics -g t -p p --require AP>=0 --require F1>=0").require.count, 2);
    ck_assert_str_eq(accept("report -g t -p p --title=").title, "");
    ck_assert_str_eq(accept("report -g t -p p --title=a=b").title, "a=b");
    ck_assert_int_eq(accept("metrics -g t -p p --resamples 0").resamples, 0);
    ck_assert_int_eq(accept("check -g t --color always").color, COLOR_ALWAYS);
}
END_TEST

START_TEST(help_and_version_need_nothing_else)
{
    ck_assert(accept("--help").help);
    ck_assert(accept("-h").help);
    ck_assert(accept("--version").version);
    ck_assert(accept("--manual").manual);
    Options options = accept("report --help");
    ck_assert(options.help);
    ck_assert_str_eq(options.command, "report");
}
END_TEST

/* ---- help: the rows above and no others ---- */

static PsBytes help_of(const char *line)
{
    char path[] = "/tmp/proofsheet-help-XXXXXX";
    int file = mkstemp(path), terminal = dup(STDOUT_FILENO);
    Options options = accept(line);
    ck_assert(file >= 0 && terminal >= 0);
    fflush(stdout);
    dup2(file, STDOUT_FILENO);
    options.manual ? options_manual() : options_help(&options);
    fflush(stdout);
    dup2(terminal, STDOUT_FILENO);
    close(file);
    close(terminal);
    PsBytes bytes;
    PsError error;
    ck_assert(ps_file_read(path, 1 << 20, &bytes, &error));
    remove(path);
    return bytes;
}

static bool offers(const PsBytes *help, const Row *row)
{
    char text[64];
    snprintf(text, sizeof text, "%c%c%c --%s%s%s ", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? ',' : ' ', row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    return strstr(help->data, text) != NULL;
}

START_TEST(help_lists_the_options)
{
    for (int c = -1; c < COUNT_OF(commands); c++) {
        char line[32];
        snprintf(line, sizeof line, "%s --help", c < 0 ? "--quiet" : commands[c].name);
        PsBytes help = help_of(line);
        int listed = 0, offered = 0;
        for (const char *at = help.data; (at = strstr(at, "\n  ")); at++) {
            listed += strncmp(at + 5, "  --", 4) == 0 || strncmp(at + 5, ", --", 4) == 0;
        }
        for (int i = 0; i < ROWS; i++) {
            bool wanted = c < 0 || (rows[i].commands & commands[c].bit);
            ck_assert_msg(offers(&help, &rows[i]) == wanted, "%s: %s", line, rows[i].name);
            offered += wanted;
        }
        ck_assert_int_eq(listed, offered);
        ck_assert_ptr_nonnull(strstr(help.data, "Exit status"));
        ps_bytes_free(&help);
    }
}
END_TEST

/* The name with its hyphens as a manual page writes them: "\\-\\-model\\-name\\fR". */
START_TEST(manual_lists_the_options)
{
    PsBytes manual = help_of("--manual");
    ck_assert_int_eq(strncmp(manual.data, ".TH PROOFSHEET 1 ", 17), 0);
    for (int i = 0; i < ROWS; i++) {
        char name[80] = "\\-\\-";
        for (const char *c = rows[i].name; *c; c++) {
            snprintf(name + strlen(name), sizeof name - strlen(name), *c == '-' ? "\\%c" : "%c",
                     *c);
        }
        strcat(name, "\\fR");
        ck_assert_msg(strstr(manual.data, name) != NULL, "%s", rows[i].name);
    }
    ps_bytes_free(&manual);
}
END_TEST

Suite *options_suite(void)
{
    Suite *suite = suite_create("options");
    TCase *all = tcase_create("options");
    tcase_add_loop_test(all, forms, 0, ROWS);
    tcase_add_loop_test(all, missing_or_superfluous_value, 0, ROWS);
    tcase_add_loop_test(all, wrong_values, 0, ROWS);
    tcase_add_loop_test(all, other_commands, 0, ROWS);
    tcase_add_loop_test(all, refused_lines, 0, COUNT_OF(refusals));
    tcase_add_test(all, defaults);
    tcase_add_test(all, odd_values);
    tcase_add_test(all, help_and_version_need_nothing_else);
    tcase_add_test(all, help_lists_the_options);
    tcase_add_test(all, manual_lists_the_options);
    suite_add_tcase(suite, all);
    return suite;
}
