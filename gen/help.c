/* The help and the manual page, both from the tables of option_table.h. */
#include "option_table.h"
#include "options.h"
#include "proofsheet.h"

#include <stdio.h>
#include <string.h>

static const char purpose[] =
    "tells whether a detection model is good enough, and what to fix next";
static const char example[] =
    "proofsheet report -g truth.json -p detections.json -i images -o report";

typedef struct Status {
    const char *code, *meaning;
} Status;

static const Status statuses[] = {
    {"0", "done"},          {"1", "a --require or --max-drop does not hold"}, {"2", "wrong usage"},
    {"3", "input refused"}, {"4", "output not written, or out of memory"},
};
enum { STATUSES = sizeof statuses / sizeof *statuses };

/* ---- help ---- */

static void print_option(const Option *option)
{
    char left[64];
    snprintf(left, sizeof left, "%c%c%s --%s%s%s", option->letter ? '-' : ' ',
             option->letter ? option->letter : ' ', option->letter ? "," : " ", option->name,
             option->argument ? " " : "", option->argument ? option->argument : "");
    printf("  %-30s %s\n", left, option->help);
}

/* The options of a group that belong to the commands. */
static void print_group(int group, int bits)
{
    bool headed = false;
    for (int i = 0; i < OPTIONS; i++) {
        const Option *option = &options_table[i];
        if ((int)option->group != group || !(option->commands & bits)) continue;
        if (!headed) printf("\n%s\n", option_groups[group]);
        headed = true;
        print_option(option);
    }
}

void options_help(const Options *options)
{
    int bits = 0;
    printf("proofsheet %s.\n\n", purpose);
    for (int i = 0; i < COMMANDS; i++) {
        const Command *command = &commands[i];
        if (options->command && strcmp(options->command, command->name) != 0) continue;
        bits |= command->bit;
        printf("  proofsheet %s%s%s\n      %s\n", command->name, *command->usage ? " " : "",
               command->usage, command->help);
    }
    for (int group = 0; group < OPTION_GROUPS; group++) print_group(group, bits);
    printf("\nExample\n  %s\n  then open report/index.html, and attach report/report.pdf to the "
           "review.\n\nExit status: ",
           example);
    for (int i = 0; i < STATUSES; i++) {
        printf("%s%s %s", i ? ", " : "", statuses[i].code, statuses[i].meaning);
    }
    printf(".\n");
}

/* ---- manual page ---- */

/* Text of a page: '-' is a minus sign that can be copied, a leading '.' or '\'' is no request. */
static void troff(const char *text)
{
    if (*text == '.' || *text == '\'') printf("\\&");
    for (; *text; text++) {
        if (*text == '-')
            printf("\\-");
        else if (*text == '\\')
            printf("\\e");
        else
            putchar(*text);
    }
}

static void entry(const char *term, const char *argument, const char *text)
{
    printf(".TP\n\\fB");
    troff(term);
    printf("\\fR");
    if (argument) printf(" \\fI%s\\fR", argument);
    printf("\n");
    troff(text);
    printf("\n");
}

static void print_synopsis(void)
{
    printf(".SH SYNOPSIS\n");
    for (int i = 0; i < COMMANDS; i++) {
        printf("%s.B proofsheet %s\n", i ? ".br\n" : "", commands[i].name);
        if (!*commands[i].usage) continue;
        troff(commands[i].usage);
        printf("\n");
    }
}

static void print_options(void)
{
    printf(".SH OPTIONS\n");
    for (int group = 0; group < OPTION_GROUPS; group++) {
        printf(".SS %s\n", option_groups[group]);
        for (int i = 0; i < OPTIONS; i++) {
            const Option *option = &options_table[i];
            char term[64];
            if ((int)option->group != group) continue;
            char letter[] = {'-', option->letter, ',', ' ', '\0'};
            snprintf(term, sizeof term, "%s--%s", option->letter ? letter : "", option->name);
            entry(term, option->argument, option->help);
        }
    }
}

void options_manual(void)
{
    printf(".TH PROOFSHEET 1 \"\" \"proofsheet %s\"\n.SH NAME\nproofsheet \\- %s\n", PS_VERSION,
           purpose);
    print_synopsis();
    printf(".SH DESCRIPTION\nReads ground truth and a model's predictions, and writes a report "
           "that opens offline in any browser, a PDF, and all figures as JSON and CSV.\n"
           ".SH COMMANDS\n");
    for (int i = 0; i < COMMANDS; i++) entry(commands[i].name, NULL, commands[i].help);
    print_options();
    printf(".SH EXIT STATUS\n");
    for (int i = 0; i < STATUSES; i++) entry(statuses[i].code, NULL, statuses[i].meaning);
    printf(".SH EXAMPLE\n.EX\n");
    troff(example);
    printf("\n.EE\n");
}
