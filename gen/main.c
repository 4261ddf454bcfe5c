/* proofsheet: ground truth, predictions and pictures in; an offline report and a PDF out. */
#include "given.h"
#include "interrupt.h"
#include "job.h"

#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct CommandRow {
    const char *name;
    bool (*run)(Job *job);
} CommandRow;

static const CommandRow commands[] = {
    {"report", command_report},
    {"metrics", command_metrics},
    {"check", command_check},
    {"formats", command_formats},
};

static bool run_command(Job *job)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].name, job->options->command) == 0) return commands[i].run(job);
    }
    return false;
}

/* A full disk or a closed pipe shows only here. */
static bool printed(PsError *error)
{
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    return ps_fail(error, PS_ERROR_OUTPUT, "standard output", NULL, NULL, "cannot be written");
}

/* A date that cannot be read would leave the report without one in silence. */
static void check_date(const Messages *messages)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    if (!epoch || ps_integer_parse(epoch, &seconds)) return;
    PsIssue issue = {.code = "date-not-read",
                     .file = "SOURCE_DATE_EPOCH",
                     .text = "It is no whole number of seconds; the report has no date.",
                     .count = 1};
    message_issues(messages, &issue, 1);
}

static int run(const Options *options)
{
    Job job = {.options = options,
               .messages = messages_start(options),
               .arena = ps_arena_new(),
               .issues = PS_BUF,
               .notes = PS_BUF};
    interrupt_abort();
    check_date(&job.messages);
    bool fine = given_check(options, &job.error) && run_command(&job) && printed(&job.error);
    if (!fine) message_error(&job.messages, &job.error);
    ps_map_free(job.map);
    ps_columns_free(job.looks);
    ps_columns_free(job.slices);
    ps_vectors_free(job.vectors);
    ps_advice_free(job.advice);
    ps_comparison_free(job.comparison);
    ps_evaluation_free(job.of_baseline);
    ps_evaluation_free(job.evaluation);
    ps_dataset_free(job.train);
    ps_predictions_free(job.baseline);
    ps_predictions_free(job.predictions);
    ps_dataset_free(job.dataset);
    ps_buf_free(&job.issues);
    ps_buf_free(&job.notes);
    ps_arena_free(job.arena);
    return fine ? PS_OK : (int)job.error.code;
}

int main(int count, char **arguments)
{
    Options options;
    PsError error = {0};
    if (!options_parse(count, arguments, &options, &error)) {
        Messages messages = messages_start(&options);
        message_error(&messages, &error);
        return (int)error.code;
    }
    if (!options.help && !options.version && !options.manual) return run(&options);
    if (options.help)
        options_help(&options);
    else if (options.manual)
        options_manual();
    else
        printf("proofsheet %s\n", PS_VERSION);
    if (printed(&error)) return PS_OK;
    Messages messages = messages_start(&options);
    message_error(&messages, &error);
    return (int)error.code;
}
