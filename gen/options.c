/* The command line; see options.h. A new option is a field and a row. */
#include "options.h"

#include "guess.h"

#include "base/number.h"
#include "base/parallel.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum {
    REPORT = 1,
    METRICS = 2,
    CHECK = 4,
    FORMATS = 8,
    READS = REPORT | METRICS | CHECK,
    ALL = 15
};

typedef struct Command {
    const char *name;
    int bit;
    const char *usage, *help;
} Command;

static const Command commands[] = {
    {"report", REPORT, "-g TRUTH -p PREDICTIONS [-i IMAGES] [-o FOLDER]",
     "write the report: index.html (with data/, thumbs/, previews/), report.pdf, report.json, "
     "csv/"},
    {"metrics", METRICS, "-g TRUTH -p PREDICTIONS [--json]", "print the figures only"},
    {"check", CHECK, "-g TRUTH [-p PREDICTIONS] [-i IMAGES]",
     "read everything, list every issue, evaluate nothing"},
    {"formats", FORMATS, "", "list the formats that are read"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

typedef enum Kind { TEXT, LIST, FLAG, NUMBER, COUNT, WHEN } Kind;

typedef struct Option {
    const char *name, *argument, *help;
    Kind kind;
    char letter; /* or 0 */
    int commands;
    size_t field;
    double low, high; /* NUMBER: low < value <= high; COUNT: low <= value <= high */
} Option;

#define FIELD(name) offsetof(Options, name)
static const Option options_table[] = {
    {"ground-truth", "TRUTH", "ground truth: a file or folder with labelled objects", TEXT, 'g',
     READS, FIELD(ground_truth), 0, 0},
    {"predictions", "FILE", "the model's detections: a file or folder; - reads standard input",
     TEXT, 'p', READS, FIELD(predictions), 0, 0},
    {"images", "FOLDER", "the pictures; without it the report has no thumbnails", TEXT, 'i', READS,
     FIELD(images), 0, 0},
    {"classes", "FILE", "names of classes that are numbers: data.yaml, or one name a line", TEXT,
     'c', READS, FIELD(classes), 0, 0},
    {"output", "FOLDER", "where the report goes (default: report); an older report is replaced",
     TEXT, 'o', REPORT, FIELD(output), 0, 0},
    {"format", "NAME", "format of the ground truth (default: found out)", TEXT, 0, READS,
     FIELD(format), 0, 0},
    {"prediction-format", "NAME", "format of the predictions (default: found out)", TEXT, 0, READS,
     FIELD(prediction_format), 0, 0},
    {"split", "NAME", "part of the ground truth: train, val, test or all (default: val, else test)",
     TEXT, 0, READS, FIELD(split), 0, 0},
    {"iou", "U", "least overlap of a correct box (default: 0.5)", NUMBER, 0, REPORT | METRICS,
     FIELD(iou), 0, 1},
    {"confidence", "T", "the confidence in use today, to compare with the best one", NUMBER, 0,
     REPORT | METRICS, FIELD(confidence), 0, 1},
    {"baseline", "FILE", "predictions of another model for the same images, to compare with", TEXT,
     'b', REPORT | METRICS, FIELD(baseline), 0, 0},
    {"train", "TRUTH", "ground truth of the training set, to judge which class lacks data", TEXT, 0,
     REPORT | METRICS, FIELD(train), 0, 0},
    {"train-images", "DIR", "pictures of the training set, to find copies of them", TEXT, 0, REPORT,
     FIELD(train_images), 0, 0},
    {"embeddings", "FILE", "a vector for each image: .npy, .npz, CSV or JSON Lines", TEXT, 'e',
     READS, FIELD(embeddings), 0, 0},
    {"embedding-names", "FILE", "file names of the vectors' rows, one a line", TEXT, 0, READS,
     FIELD(embedding_names), 0, 0},
    {"slices", "FILE", "CSV with a column file_name and others to compare images by", TEXT, 0,
     READS, FIELD(slices), 0, 0},
    {"resamples", "N", "resamples of the images for the intervals; 0: none (default: 1000)", COUNT,
     0, REPORT | METRICS, FIELD(resamples), 0, 100000},
    {"seed", "N", "seed of the resamples (default: 0)", COUNT, 0, REPORT | METRICS, FIELD(seed), 0,
     2147483647},
    {"title", "TEXT", "title of the report (default: name of the ground truth file)", TEXT, 0,
     REPORT, FIELD(title), 0, 0},
    {"model-name", "TEXT", "name of the model (default: name of the predictions file)", TEXT, 0,
     REPORT, FIELD(model_name), 0, 0},
    {"no-pdf", NULL, "do not write report.pdf", FLAG, 0, REPORT, FIELD(no_pdf), 0, 0},
    {"no-images", NULL, "do not make thumbnails, even if --images is given", FLAG, 0, REPORT,
     FIELD(no_images), 0, 0},
    {"single-file", NULL, "one index.html that holds everything, pictures too", FLAG, 0, REPORT,
     FIELD(single_file), 0, 0},
    {"allow-huge", NULL, "with --single-file: even if it exceeds 100 MB", FLAG, 0, REPORT,
     FIELD(allow_huge), 0, 0},
    {"gallery-limit", "N",
     "pictures of each gallery that are kept (default: all; with --single-file what 25 MB hold)",
     COUNT, 0, REPORT, FIELD(gallery_limit), 1, 1000000},
    {"preview-size", "PX",
     "longer side of the large pictures (default: 1280; with --single-file 640)", COUNT, 0, REPORT,
     FIELD(preview_size), 64, 8192},
    {"font", "FILE", "TrueType font for the PDF (default: Liberation Sans)", TEXT, 0, REPORT,
     FIELD(font), 0, 0},
    {"json", NULL, "print report.json instead of a table", FLAG, 0, METRICS, FIELD(json), 0, 0},
    {"arrays", NULL, "with --json: COCO's precision, score and recall arrays too", FLAG, 0, METRICS,
     FIELD(arrays), 0, 0},
    {"require", "EXPR", "status 1 unless it holds; may be repeated: AP50>=0.6, recall[car]>=0.8",
     LIST, 0, REPORT | METRICS, FIELD(require), 0, 0},
    {"max-drop", "EXPR", "status 1 if more is lost against the baseline: AP50<=0.01", LIST, 0,
     REPORT | METRICS, FIELD(max_drop), 0, 0},
    {"threads", "N", "threads to use (default: all processors); changes no figure", COUNT, 'j',
     READS, FIELD(threads), 1, 64},
    {"quiet", NULL, "print errors only", FLAG, 'q', READS, FIELD(quiet), 0, 0},
    {"color", "WHEN", "auto, always or never", WHEN, 0, READS, FIELD(color), 0, 0},
    {"version", NULL, "print the version", FLAG, 0, ALL, FIELD(version), 0, 0},
    {"help", NULL, "print this help", FLAG, 'h', ALL, FIELD(help), 0, 0},
};
enum { OPTIONS = sizeof options_table / sizeof *options_table };

static bool refuse(PsError *error, const char *wanted, const char *what, const char *name)
{
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted, "%s '%s'", what, name);
}

static const Command *find_command(const char *name)
{
    for (int i = 0; name && i < COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    }
    return NULL;
}

static const Option *find_long(const char *name, size_t length)
{
    for (int i = 0; i < OPTIONS; i++) {
        const char *candidate = options_table[i].name;
        if (strlen(candidate) == length && strncmp(candidate, name, length) == 0) {
            return &options_table[i];
        }
    }
    return NULL;
}

static const Option *find_short(char letter)
{
    for (int i = 0; i < OPTIONS; i++) {
        if (letter && options_table[i].letter == letter) return &options_table[i];
    }
    return NULL;
}

static bool set_when(Color *field, const char *value, PsError *error)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(names[i], value) != 0) continue;
        *field = (Color)i;
        return true;
    }
    return refuse(error, "auto, always or never", "--color", value);
}

static bool set_number(const Option *option, double *field, const char *value, PsError *error)
{
    double number;
    if (ps_number_parse(value, &number) && number > option->low && number <= option->high) {
        *field = number;
        return true;
    }
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "a number above 0, at most 1", "--%s '%s'",
                   option->name, value);
}

static bool set_count(const Option *option, int *field, const char *value, PsError *error)
{
    int64_t number;
    if (ps_integer_parse(value, &number) && (double)number >= option->low &&
        (double)number <= option->high) {
        *field = (int)number;
        return true;
    }
    char wanted[80];
    snprintf(wanted, sizeof wanted, "a whole number from %.0f to %.0f", option->low, option->high);
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted, "--%s '%s'", option->name, value);
}

static bool add_text(const Option *option, TextList *list, const char *value, PsError *error)
{
    if (list->count < MOST_TEXTS) {
        list->items[list->count++] = value;
        return true;
    }
    return refuse(error, "at most 64 of them", "too many options --", option->name);
}

static bool set(const Option *option, Options *options, const char *value, PsError *error)
{
    void *field = (char *)options + option->field;
    switch (option->kind) {
    case TEXT: *(const char **)field = value; return true;
    case LIST: return add_text(option, field, value, error);
    case FLAG: *(bool *)field = true; return true;
    case NUMBER: return set_number(option, field, value, error);
    case COUNT: return set_count(option, field, value, error);
    case WHEN: return set_when(field, value, error);
    }
    return false;
}

/* The walk over the arguments. */
typedef struct Arguments {
    int at, count;
    char **items;
    bool given[OPTIONS];
} Arguments;

static bool take_value(Arguments *arguments, const Option *option, const char *attached,
                       Options *options, PsError *error)
{
    arguments->given[option - options_table] = true;
    if (!option->argument) {
        if (attached) return refuse(error, "no value", "option takes no value:", option->name);
        return set(option, options, NULL, error);
    }
    if (!attached && arguments->at + 1 >= arguments->count) {
        return refuse(error, option->argument, "nothing follows option", option->name);
    }
    return set(option, options, attached ? attached : arguments->items[++arguments->at], error);
}

static bool refuse_long(const char *item, const char *name, size_t length, PsError *error)
{
    char wanted[80] = "see proofsheet --help";
    Guess guess = {name, length, NULL, 0};
    for (int i = 0; i < OPTIONS; i++) guess_offer(&guess, options_table[i].name);
    if (guess.best) snprintf(wanted, sizeof wanted, "did you mean --%s?", guess.best);
    return refuse(error, wanted, "unknown option", item);
}

static bool take_long(Arguments *arguments, Options *options, PsError *error)
{
    const char *text = arguments->items[arguments->at] + 2, *equals = strchr(text, '=');
    size_t length = equals ? (size_t)(equals - text) : strlen(text);
    const Option *option = find_long(text, length);
    if (!option) return refuse_long(arguments->items[arguments->at], text, length, error);
    return take_value(arguments, option, equals ? equals + 1 : NULL, options, error);
}

static bool take_short(Arguments *arguments, Options *options, PsError *error)
{
    const char *text = arguments->items[arguments->at] + 1;
    const Option *option = find_short(*text);
    if (!option) {
        return refuse(error, "see proofsheet --help", "unknown option",
                      arguments->items[arguments->at]);
    }
    const char *attached = text[1] ? text + 1 : NULL;
    if (attached && !option->argument) {
        return refuse(error, "options one by one",
                      "letters cannot be joined:", arguments->items[arguments->at]);
    }
    return take_value(arguments, option, attached, options, error);
}

static bool refuse_command(const char *text, PsError *error)
{
    char wanted[80] = "report, metrics, check or formats";
    Guess guess = {text, strlen(text), NULL, 0};
    for (int i = 0; i < COMMANDS; i++) guess_offer(&guess, commands[i].name);
    if (guess.best) snprintf(wanted, sizeof wanted, "did you mean %s?", guess.best);
    return refuse(error, wanted, "unknown command", text);
}

static bool take_command(const char *text, Options *options, PsError *error)
{
    if (options->command) {
        return refuse(error, "options start with -", "unexpected argument", text);
    }
    if (!find_command(text)) return refuse_command(text, error);
    options->command = text;
    return true;
}

static bool walk(Arguments *arguments, Options *options, PsError *error)
{
    for (; arguments->at < arguments->count; arguments->at++) {
        const char *text = arguments->items[arguments->at];
        bool fine;
        if (text[0] == '-' && text[1] == '-')
            fine = take_long(arguments, options, error);
        else if (text[0] == '-')
            fine = take_short(arguments, options, error);
        else
            fine = take_command(text, options, error);
        if (!fine) return false;
    }
    return true;
}

static bool check_complete(const Arguments *arguments, const Options *options, PsError *error)
{
    const Command *command = find_command(options->command);
    if (!command) {
        return ps_fail(error, PS_ERROR_USAGE, NULL, NULL,
                       "proofsheet report -g TRUTH -p PREDICTIONS -i IMAGES; see proofsheet --help",
                       "no command given");
    }
    for (int i = 0; i < OPTIONS; i++) {
        const Option *option = &options_table[i];
        if ((option->commands & command->bit) || !arguments->given[i]) continue;
        return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "see proofsheet --help",
                       "option --%s does not belong to '%s'", option->name, command->name);
    }
    if ((command->bit & READS) && !options->ground_truth) {
        return refuse(error, "-g TRUTH", "no ground truth given to", command->name);
    }
    if (options->ground_truth && strcmp(options->ground_truth, "-") == 0) {
        return refuse(error, "a file", "only predictions can come from standard input, not",
                      "-g -");
    }
    if ((command->bit & (REPORT | METRICS)) && !options->predictions) {
        return refuse(error, "-p PREDICTIONS", "no predictions given to", command->name);
    }
    return true;
}

bool options_parse(int count, char **arguments, Options *options, PsError *error)
{
    *options = (Options){.output = "report",
                         .iou = 0.5,
                         .confidence = NAN,
                         .resamples = 1000,
                         .threads = ps_parallel_default()};
    Arguments list = {.at = 1, .count = count, .items = arguments};
    if (!walk(&list, options, error)) return false;
    if (options->help || options->version) return true;
    return check_complete(&list, options, error);
}

static void print_option(const Option *option)
{
    char left[64];
    snprintf(left, sizeof left, "%c%c%s --%s%s%s", option->letter ? '-' : ' ',
             option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
             option->argument ? " " : "", option->argument ? option->argument : "");
    printf("  %-30s %s\n", left, option->help);
}

void options_help(const Options *options)
{
    const Command *only = find_command(options->command);
    printf("proofsheet tells whether a detection model is good enough, and what to fix next.\n\n");
    for (int i = 0; i < COMMANDS; i++) {
        if (only && only != &commands[i]) continue;
        printf("  proofsheet %s %s\n      %s\n", commands[i].name, commands[i].usage,
               commands[i].help);
    }
    printf("\nOptions\n");
    for (int i = 0; i < OPTIONS; i++) {
        if (!only || (options_table[i].commands & only->bit)) print_option(&options_table[i]);
    }
    printf("\nExample\n"
           "  proofsheet report -g truth.json -p detections.json -i images -o report\n"
           "  then open report/index.html, and attach report/report.pdf to the review.\n"
           "\nExit status: 0 done, 1 a --require or --max-drop does not hold, 2 wrong usage, 3 "
           "input refused, 4 "
           "output not written.\n");
}
