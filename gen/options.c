/* The command line; see options.h. */
#include "options.h"

#include "guess.h"
#include "option_table.h"

#include "base/number.h"
#include "base/parallel.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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

/* An empty name would be taken for the working folder, or for nothing. */
static bool set_text(const Option *option, const char **field, const char *value, PsError *error)
{
    *field = value;
    if (*value || option->group != INPUT) return true;
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, option->argument, "--%s ''", option->name);
}

static bool set_number(const Option *option, double *field, const char *value, PsError *error)
{
    double number;
    bool fine = ps_number_parse(value, &number) && number <= option->high &&
                (option->kind == RATE ? number >= option->low : number > option->low);
    if (fine) {
        *field = number;
        return true;
    }
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL,
                   option->kind == RATE ? "a number from 0 to 1" : "a number above 0, at most 1",
                   "--%s '%s'", option->name, value);
}

static bool set_count(const Option *option, int *field, const char *value, PsError *error)
{
    int64_t number;
    bool none = option->kind == NONE_OR_COUNT;
    if (ps_integer_parse(value, &number) &&
        (((double)number >= option->low && (double)number <= option->high) ||
         (none && number == 0))) {
        *field = (int)number;
        return true;
    }
    char wanted[80];
    snprintf(wanted, sizeof wanted, "%sa whole number from %.0f to %.0f", none ? "0, or " : "",
             option->low, option->high);
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted, "--%s '%s'", option->name, value);
}

static bool add_text(const Option *option, TextList *list, const char *value, PsError *error)
{
    if (list->count < MOST_TEXTS) {
        list->items[list->count++] = value;
        return true;
    }
    char wanted[40];
    snprintf(wanted, sizeof wanted, "at most %d of them", MOST_TEXTS);
    return refuse(error, wanted, "too many options --", option->name);
}

static bool set(const Option *option, Options *options, const char *value, PsError *error)
{
    void *field = (char *)options + option->field;
    switch (option->kind) {
    case TEXT: return set_text(option, field, value, error);
    case LIST: return add_text(option, field, value, error);
    case FLAG: *(bool *)field = true; return true;
    case NUMBER:
    case RATE: return set_number(option, field, value, error);
    case COUNT:
    case NONE_OR_COUNT: return set_count(option, field, value, error);
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

static bool refuse_missing(const Option *option, PsError *error)
{
    char wanted[80];
    bool number = option->kind == NUMBER || option->kind == RATE || option->kind == COUNT ||
                  option->kind == NONE_OR_COUNT;
    snprintf(wanted, sizeof wanted, "%s%s%s after --%s", number ? "a number (" : "",
             option->argument, number ? ")" : "", option->name);
    return refuse(error, wanted, "nothing follows option", option->name);
}

static bool take_value(Arguments *arguments, const Option *option, const char *attached,
                       Options *options, PsError *error)
{
    bool again = arguments->given[option - options_table];
    arguments->given[option - options_table] = true;
    if (!option->argument) {
        if (attached) return refuse(error, "no value", "option takes no value:", option->name);
        return set(option, options, NULL, error);
    }
    if (!attached && arguments->at + 1 >= arguments->count) {
        return refuse_missing(option, error);
    }
    if (again && option->kind != LIST) {
        return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "one of the two",
                       "option --%s is given twice", option->name);
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

/* Options that do nothing alone. */
static const struct {
    const char *option, *needs;
} needs[] = {
    {"train-images", "train"}, {"train-images", "images"},        {"max-drop", "baseline"},
    {"arrays", "json"},        {"embedding-names", "embeddings"}, {"allow-huge", "single-file"},
};

static bool is_given(const Arguments *arguments, const char *name)
{
    return arguments->given[find_long(name, strlen(name)) - options_table];
}

static bool check_pairs(const Arguments *arguments, PsError *error)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        const char *name = needs[i].needs;
        if (!is_given(arguments, needs[i].option) || is_given(arguments, name)) continue;
        const Option *other = find_long(name, strlen(name));
        char wanted[80];
        snprintf(wanted, sizeof wanted, "--%s%s%s as well", name, other->argument ? " " : "",
                 other->argument ? other->argument : "");
        return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, wanted, "--%s without --%s",
                       needs[i].option, name);
    }
    if (!is_given(arguments, "train-images") || !is_given(arguments, "no-images")) return true;
    return ps_fail(error, PS_ERROR_USAGE, NULL, NULL, "one of the two",
                   "--train-images with --no-images: no picture is looked at");
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
    return check_pairs(arguments, error);
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
    if (options->help || options->version || options->manual) return true;
    return check_complete(&list, options, error);
}
