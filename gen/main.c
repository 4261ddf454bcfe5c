/* proofsheet: ground truth, predictions and pictures in; an offline report and a PDF out. */
#include "job.h"

#include <stdio.h>
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

static int run(const Options *options)
{
    Job job = {.options = options, .messages = messages_start(options), .arena = ps_arena_new(),
               .issues = PS_BUF};
    bool fine = run_command(&job);
    if (fine && fflush(stdout) != 0) {
        fine = ps_fail(&job.error, PS_ERROR_OUTPUT, "standard output", NULL, NULL,
                       "cannot be written");
    }
    if (!fine) message_error(&job.messages, &job.error);
    ps_evaluation_free(job.evaluation);
    ps_predictions_free(job.predictions);
    ps_dataset_free(job.dataset);
    ps_buf_free(&job.issues);
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
    if (options.help) {
        options_help(&options);
        return PS_OK;
    }
    if (options.version) {
        printf("proofsheet %s\n", PS_VERSION);
        return PS_OK;
    }
    return run(&options);
}
